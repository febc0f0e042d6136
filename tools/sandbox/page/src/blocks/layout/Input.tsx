import { useId } from "react";
import { useStrings } from "../../language";
import { ElementView } from "../elements/ElementView";
import { useSurface } from "../surface";
import { plainText } from "../text/Text";
import type { InputBlock } from "../types";

/** A labelled field of a form, with its hint and what is wrong with it. */
export function Input({ block }: { block: InputBlock }) {
  const strings = useStrings();
  const { errors } = useSurface();
  const id = useId();
  const error = errors[block.block_id ?? ""];
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={error ? "input input-wrong" : "input"} data-testid={`input-${block.block_id ?? ""}`}>
      <div className="label" id={`${id}-label`}>
        {plainText(block.label)}
        {block.optional && <span className="label-optional"> {strings.optional}</span>}
      </div>
      <ElementView
        element={block.element}
        blockId={block.block_id ?? ""}
        dispatches={block.dispatch_action ?? false}
        labelledBy={`${id}-label`}
        describedBy={described}
        invalid={Boolean(error)}
      />
      {error && (
        <div className="error" id={`${id}-error`} role="alert" data-testid="field-error">
          {error}
        </div>
      )}
      {block.hint && (
        <div className="hint" id={`${id}-hint`}>
          {plainText(block.hint)}
        </div>
      )}
    </div>
  );
}
