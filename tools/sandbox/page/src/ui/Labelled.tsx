import type { ReactNode } from "react";
import { useStrings } from "../language";

interface Props {
  /** The control's; its hint has the id `<id>-hint`. */
  id: string;
  label: ReactNode;
  optional?: boolean;
  hint?: ReactNode;
  children: ReactNode;
}

/** A control of a form under its label, with a hint below. */
export function Labelled({ id, label, optional = false, hint, children }: Props) {
  const strings = useStrings();
  return (
    <div className="input">
      <label className="label" htmlFor={id}>
        {label}
        {optional && <span className="label-optional">{strings.optional}</span>}
      </label>
      {children}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
