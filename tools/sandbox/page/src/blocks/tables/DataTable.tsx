import { useId, useState } from "react";
import { useStrings } from "../../language";
import type { DataTableBlock } from "../types";
import { type Direction, cellText, isNumeric, sortRows } from "./cells";
import { Pager } from "./Pager";

/** Slack's page size when the block names none. */
const DEFAULT_PAGE_SIZE = 5;

interface Order {
  column: number;
  direction: Direction;
}

const ARROWS = { ascending: "▲", descending: "▼" };

/** The `data_table` block: caption, header row, pages, and columns that sort on a click. */
export function DataTable({ block }: { block: DataTableBlock }) {
  const strings = useStrings();
  const caption = useId();
  const [order, setOrder] = useState<Order | null>(null);
  const [page, setPage] = useState(0);
  const [header = [], ...rows] = block.rows;
  const sorted = order ? sortRows(rows, order.column, order.direction) : rows;
  const size = block.page_size ?? DEFAULT_PAGE_SIZE;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const current = Math.min(page, pages - 1);
  const shown = sorted.slice(current * size, (current + 1) * size);

  const sortBy = (column: number) => {
    const again = order?.column === column && order.direction === "ascending";
    setOrder({ column, direction: again ? "descending" : "ascending" });
    setPage(0);
  };
  const align = (column: number) => (isNumeric(rows, column) ? "align-right" : "align-left");
  return (
    <div className="data-table" data-testid="data-table">
      <div className="table-scroll" tabIndex={0} role="group" aria-labelledby={caption}>
        <table className="table">
          <caption id={caption}>{block.caption}</caption>
          <thead>
            <tr>
              {header.map((cell, column) => {
                const direction = order?.column === column ? order.direction : undefined;
                return (
                  <th key={column} scope="col" className={align(column)} aria-sort={direction ?? "none"}>
                    <button
                      type="button"
                      className="sort"
                      title={strings.sortBy(cellText(cell))}
                      data-testid={`sort-${column}`}
                      onClick={() => sortBy(column)}
                    >
                      {cellText(cell)}
                      <span aria-hidden="true" className="sort-arrow">
                        {direction ? ARROWS[direction] : "↕"}
                      </span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) =>
                  column === block.row_header_column_index ? (
                    <th key={column} scope="row" className={align(column)}>
                      {cellText(cell)}
                    </th>
                  ) : (
                    <td key={column} className={align(column)}>
                      {cellText(cell)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && <Pager page={current} pages={pages} rows={rows.length} onPage={setPage} />}
    </div>
  );
}
