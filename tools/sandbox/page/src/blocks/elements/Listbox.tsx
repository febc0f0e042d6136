import { useId } from "react";
import { useStrings } from "../../language";
import { plainText } from "../text/Text";
import type { OptionGroup, SelectOption } from "../types";

interface Props {
  id: string;
  open: boolean;
  groups: OptionGroup[];
  active: number;
  many: boolean;
  isChosen: (option: SelectOption) => boolean;
  onChoose: (option: SelectOption) => void;
}

/** The list that opens below a combobox. */
export function Listbox({ id, open, groups, active, many, isChosen, onChoose }: Props) {
  const strings = useStrings();
  const labels = useId();
  let index = -1;
  const row = (option: SelectOption) => {
    index += 1;
    return (
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
  };
  const empty = groups.every((group) => group.options.length === 0);
  return (
    <div
      id={id}
      role="listbox"
      aria-label={strings.choose}
      aria-multiselectable={many || undefined}
      className="popup menu listbox"
      hidden={!open}
    >
      {open && empty && (
        <div role="option" aria-selected="false" aria-disabled="true" className="menu-item menu-item-empty">
          {strings.noOptions}
        </div>
      )}
      {groups.map((group, at) =>
        plainText(group.label) ? (
          <div key={at} role="group" aria-labelledby={`${labels}-${at}`}>
            <div id={`${labels}-${at}`} className="menu-label" role="presentation">
              {plainText(group.label)}
            </div>
            {group.options.map(row)}
          </div>
        ) : (
          group.options.map(row)
        ),
      )}
    </div>
  );
}
