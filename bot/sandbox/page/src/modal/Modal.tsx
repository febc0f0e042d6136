import { type FormEvent, useCallback, useId, useMemo, useState } from "react";
import { api } from "../api/client";
import type { StateValues, Surface, View } from "../api/types";
import { Blocks } from "../blocks/BlockView";
import { SurfaceProvider } from "../blocks/SurfaceProvider";
import { stateOf } from "../blocks/initialValues";
import { plainText } from "../blocks/text/Text";
import { useStrings } from "../language";
import { Dialog } from "../ui/Dialog";
import { useWorld } from "../world";
import { missingFields } from "./missingFields";

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
  const [start] = useState(() => memory.get(view.id) ?? {});
  const [answered, setAnswered] = useState<{ hash: string; errors: Record<string, string> } | null>(null);
  const [busy, setBusy] = useState(false);
  const surface = useMemo((): Surface => ({ kind: "view", viewId: view.id }), [view.id]);
  const onValues = useCallback((values: StateValues) => void memory.set(view.id, values), [memory, view.id]);
  // Errors of a submission belong to the version of the view that was submitted.
  const told = answered?.hash === view.hash ? answered.errors : null;
  const errors = useMemo(() => ({ ...view.errors, ...told }), [view.errors, told]);

  const submitText = plainText(view.submit);
  const close = () => void api.closeView(user.id, view.id).catch(report);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!submitText) return;
    const values = stateOf(view.blocks, memory.get(view.id) ?? {}, channel);
    const missing = missingFields(view.blocks, values, strings.required);
    if (Object.keys(missing).length > 0) {
      setAnswered({ hash: view.hash, errors: missing });
      return;
    }
    setBusy(true);
    try {
      const answer = await api.submitView(user.id, view.id, values);
      setAnswered({ hash: view.hash, errors: answer.errors ?? {} });
    } catch (problem) {
      report(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog labelledBy={title} onClose={close} className="modal" testId="modal">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div className="modal-head">
          <h2 id={title}>{plainText(view.title)}</h2>
          <button type="button" className="icon-button" aria-label={strings.close} data-testid="modal-x" onClick={close}>
            <span aria-hidden="true">×</span>
          </button>
        </div>
        <div className="dialog-body" tabIndex={0} role="group" aria-labelledby={title}>
          <SurfaceProvider surface={surface} blocks={view.blocks} errors={errors} start={start} onValues={onValues}>
            <Blocks blocks={view.blocks} />
          </SurfaceProvider>
        </div>
        <div className="dialog-buttons">
          <button type="button" className="button" data-testid="modal-close" onClick={close}>
            {plainText(view.close) || strings.cancel}
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
