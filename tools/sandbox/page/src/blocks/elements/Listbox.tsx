import { useStrings } from "../../language";
import { plainText } from "../text/Text";
import type { SelectOption } from "../types";

interface Props {
  id: string;
  open: boolean;
  options: SelectOption[];
  active: number;
  many: boolean;
  isChosen: (option: SelectOption) => boolean;
  onChoose: (option: SelectOption) => void;
}

/** The list that opens below a combobox. */
export function Listbox({ id, open, options, active, many, isChosen, onChoose }: Props) {
  const strings = useStrings();
  const row = (option: SelectOption, index: number) => (
    <div
      key={option.value}
      id={`${id}-${index}`}
      role="option"
      aria-selected={isChosen(option)}
      className={index === active ? "menu-item menu-item-active" : "menu-item"}
      // The field keeps the focus while the list is used with the mouse.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onChoose(option)}
    >
      <span>
        {isChosen(option) && <span aria-hidden="true">✓ </span>}
        {plainText(option.text)}
      </span>
      {option.description && <span className="choice-description">{plainText(option.description)}</span>}
    </div>
  );
  return (
    <div
      id={id}
      role="listbox"
      aria-label={strings.choose}
      aria-multiselectable={many || undefined}
      className="popup menu listbox"
      hidden={!open}
    >
      {open && options.length === 0 && (
        <div role="option" aria-selected="false" aria-disabled="true" className="menu-item menu-item-empty">
          {strings.noOptions}
        </div>
      )}
      {options.map(row)}
    </div>
  );
}
