import { useStrings } from "../../language";
import type { PickerElement } from "../types";
import { ConfirmDialog } from "./ConfirmDialog";
import { naming } from "./naming";
import { type ElementProps, useElement } from "./useElement";

/** A date or a time, picked with the browser's own control. */
export function Picker(props: ElementProps<PickerElement>) {
  const { type } = props.element;
  const strings = useStrings();
  const { value, asking, change } = useElement(props);
  const key = type === "datepicker" ? "selected_date" : "selected_time";
  return (
    <>
      <input
        className="field picker"
        type={type === "datepicker" ? "date" : "time"}
        {...naming(props, strings.choose)}
        value={String(value?.[key] ?? "")}
        onChange={(event) => change({ type, [key]: event.target.value || null })}
      />
      <ConfirmDialog asking={asking} />
    </>
  );
}
