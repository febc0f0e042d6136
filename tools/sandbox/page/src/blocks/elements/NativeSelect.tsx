import type { KeyboardEvent } from "react";
import { useStrings } from "../../language";
import { plainText } from "../text/Text";
import type { Element, SelectOption } from "../types";
import { ConfirmDialog } from "./ConfirmDialog";
import { naming } from "./naming";
import type { Asking, ElementProps } from "./useElement";

interface Props {
  props: ElementProps<Element>;
  options: SelectOption[];
  selected: string;
  asking: Asking | null;
  onSelect: (value: string) => void;
}

export const asOption = (option: SelectOption) => (
  <option key={option.value} value={option.value}>
    {plainText(option.text)}
  </option>
);

/** Arrows open the list: on a closed one they would choose, and so send, every option on the way. */
const openList = (event: KeyboardEvent<HTMLSelectElement>) => {
  const select = event.currentTarget;
  const opens = (event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey && "showPicker" in select;
  if (!opens) return;
  event.preventDefault();
  select.showPicker();
};

/** A select menu with fixed options, drawn with the browser's own control. */
export function NativeSelect({ props, options, selected, asking, onSelect }: Props) {
  const strings = useStrings();
  const placeholder = plainText(props.element.placeholder) || strings.choose;
  return (
    <>
      <select
        className="select"
        {...naming(props, strings.choose)}
        value={selected}
        onChange={(event) => onSelect(event.target.value)}
        onKeyDown={openList}
      >
        <option value="" disabled>
          {placeholder}
        </option>
        {options.map(asOption)}
      </select>
      <ConfirmDialog asking={asking} />
    </>
  );
}
