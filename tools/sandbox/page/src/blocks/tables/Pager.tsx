import { useStrings } from "../../language";

interface Props {
  page: number;
  pages: number;
  rows: number;
  onPage: (page: number) => void;
}

/** Says which page of a table is shown, and turns it. */
export function Pager({ page, pages, rows, onPage }: Props) {
  const strings = useStrings();
  return (
    <div className="pager">
      <span>{strings.rows(rows)}</span>
      <button
        type="button"
        className="button button-small"
        aria-label={strings.previousPage}
        disabled={page === 0}
        data-testid="page-previous"
        onClick={() => onPage(page - 1)}
      >
        ‹
      </button>
      <span role="status" data-testid="page-number">
        {strings.page(page + 1, pages)}
      </span>
      <button
        type="button"
        className="button button-small"
        aria-label={strings.nextPage}
        disabled={page >= pages - 1}
        data-testid="page-next"
        onClick={() => onPage(page + 1)}
      >
        ›
      </button>
    </div>
  );
}
