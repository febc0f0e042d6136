import { useStrings } from "../language";

/** Tells the person that the sandbox refused something or cannot be reached. */
export function Problem({ text, onDismiss }: { text: string; onDismiss: () => void }) {
  const strings = useStrings();
  return (
    <div className="problem" role="alert" data-testid="problem">
      <span>
        <strong>{strings.problem}</strong> {text}
      </span>
      <button type="button" className="button button-small" onClick={onDismiss}>
        {strings.dismiss}
      </button>
    </div>
  );
}
