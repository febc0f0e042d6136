import { type FormEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { api } from "../api/client";
import type { StateValues, Surface, View } from "../api/types";
import { Blocks } from "../blocks/BlockView";
import { SurfaceProvider } from "../blocks/SurfaceProvider";
import { stateOf } from "../blocks/initialValues";
import { plainText } from "../blocks/text/Text";
import { useStrings } from "../language";
import { Dialog } from "../ui/Dialog";
import { useWorld } from "../world";

interface Props {
  view: View;
  /** What was typed into each open view so far: a view that comes back from under another one still has it. */
  memory: Map<string, StateValues>;
}

/** A modal view over the page. */
export function Modal({ view, memory }: Props) {
  const strings = useStrings();
  const { user, channel, report } = useWorld();
  const title = useId();
  const form = useRef<HTMLFormElement>(null);
  const [start] = useState(() => memory.get(view.id) ?? view.state.values);
  const closing = useRef(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const surface = useMemo((): Surface => ({ kind: "view", viewId: view.id }), [view.id]);
  const onValues = useCallback((values: StateValues) => void memory.set(view.id, values), [memory, view.id]);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [view.errors]);

  const submitText = plainText(view.submit);
  const close = () => {
    // Until the view is gone from the page, Escape or a second click may ask again.
    if (closing.current) return;
    closing.current = true;
    api.closeView(user.id, view.id).catch((problem: unknown) => {
      closing.current = false;
      report(problem);
    });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!submitText) return;
    setBusy(true);
    setTrouble("");
    try {
      // Errors beside fields come with the view; what is told here concerns the whole form.
      const outcome = await api.submitView(
        user.id,
        view.id,
        stateOf(view.blocks, memory.get(view.id) ?? start, channel),
      );
      setTrouble([outcome.text, outcome.error && `(${outcome.error})`].filter(Boolean).join(" "));
    } catch (problem) {
      setTrouble(String(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog labelledBy={title} onClose={close} className="modal" testId="modal">
      <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
        <div className="modal-head">
          <h2 id={title}>{plainText(view.title)}</h2>
          <button
            type="button"
            className="icon-button"
            aria-label={strings.close}
            data-testid="modal-x"
            onClick={close}
          >
            <span aria-hidden="true">×</span>
          </button>
        </div>
        <div className="dialog-body" tabIndex={0} role="group" aria-labelledby={title}>
          <SurfaceProvider
            surface={surface}
            blocks={view.blocks}
            errors={view.errors}
            start={start}
            onValues={onValues}
          >
            <Blocks blocks={view.blocks} />
          </SurfaceProvider>
        </div>
        {trouble && (
          <p className="error dialog-trouble" role="alert" data-testid="modal-trouble">
            {trouble}
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button" data-testid="modal-close" onClick={close}>
            {plainText(view.close) || (submitText ? strings.cancel : strings.close)}
          </button>
          {submitText && (
            <button type="submit" className="button button-primary" data-testid="modal-submit" disabled={busy}>
              {submitText}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
