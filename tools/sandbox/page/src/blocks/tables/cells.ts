/** What table cells say, and how a column of them is put in order. */
import type { Cell } from "../types";

/** What a cell says. */
export const cellText = (cell: Cell): string => (cell.type === "raw_number" ? cell.text ?? String(cell.value) : cell.text);

/** Whether Slack sorts the column by number: only when every cell of it is a raw_number. */
export const isNumeric = (rows: Cell[][], column: number): boolean =>
  rows.length > 0 && rows.every((row) => row[column]?.type === "raw_number");

export type Direction = "ascending" | "descending";

/** The rows in the order of one column; rows that are equal there keep their order. */
export function sortRows(rows: Cell[][], column: number, direction: Direction): Cell[][] {
  const sign = direction === "ascending" ? 1 : -1;
  const numeric = isNumeric(rows, column);
  const number = (row: Cell[]) => {
    const cell = row[column];
    return cell?.type === "raw_number" ? cell.value : 0;
  };
  const text = (row: Cell[]) => {
    const cell = row[column];
    return cell ? cellText(cell) : "";
  };
  return [...rows].sort((one, other) =>
    numeric ? sign * (number(one) - number(other)) : sign * text(one).localeCompare(text(other)),
  );
}
