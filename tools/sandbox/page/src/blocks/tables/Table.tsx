import type { TableBlock } from "../types";
import { cellText } from "./cells";

/** The plain `table` block. Its first row is drawn as the header, as Slack does. */
export function Table({ block }: { block: TableBlock }) {
  const [header = [], ...rows] = block.rows;
  const align = (column: number) => block.column_settings?.[column]?.align ?? "left";
  return (
    <div className="table-scroll" tabIndex={0} role="group" data-testid="table">
      <table className="table">
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th key={column} scope="col" className={`align-${align(column)}`}>
                {cellText(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={`align-${align(column)}`}>
                  {cellText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
