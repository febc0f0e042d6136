/** What table cells say, and how a column of them is put in order. */
import type { Cell, RichCell } from "../types";

const wordsIn = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(wordsIn).join("");
  if (value === null || typeof value !== "object") return "";
  const { text, elements } = value as { text?: unknown; elements?: unknown };
  return typeof text === "string" ? text : wordsIn(elements);
};

/** A cell's words; of a rich_text cell, without its styles. */
export function cellText(cell: Cell): string {
  if (cell.type === "raw_text") return cell.text;
  if (cell.type === "raw_number") return cell.text ?? String(cell.value);
  return wordsIn((cell as RichCell).elements);
}

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
