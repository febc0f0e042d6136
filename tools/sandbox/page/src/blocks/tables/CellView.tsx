import { lazy, Suspense } from "react";
import type { Cell } from "../types";
import { cellText } from "./cells";

const LibraryBlock = lazy(() => import("../LibraryBlock"));

/** What stands in one cell. */
export function CellView({ cell }: { cell: Cell }) {
  if (cell.type !== "rich_text") return cellText(cell);
  return (
    <Suspense fallback={cellText(cell)}>
      <LibraryBlock block={cell} />
    </Suspense>
  );
}
