import { useId } from "react";
import { createPortal } from "react-dom";
import { Dialog } from "../../ui/Dialog";
import { plainText, Text } from "../text/Text";
import type { Asking } from "./useElement";

/** Asks "are you sure?" before an element's action is sent. */
export function ConfirmDialog({ asking }: { asking: Asking | null }) {
  const title = useId();
  if (!asking) return null;
  const { confirm, answer } = asking;
  return createPortal(
    <Dialog labelledBy={title} onClose={() => answer(false)} role="alertdialog" className="confirm" testId="confirm">
      <h2 id={title}>{plainText(confirm.title)}</h2>
      <div className="dialog-body">
        <Text text={confirm.text} />
      </div>
      <div className="dialog-buttons">
        <button type="button" className="button" data-testid="confirm-no" onClick={() => answer(false)}>
          {plainText(confirm.deny)}
        </button>
        <button
          type="button"
          className={`button button-${confirm.style ?? "primary"}`}
          data-testid="confirm-yes"
          onClick={() => answer(true)}
        >
          {plainText(confirm.confirm)}
        </button>
      </div>
    </Dialog>,
    document.body,
  );
}
