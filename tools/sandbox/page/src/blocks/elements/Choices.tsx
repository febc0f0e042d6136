import { useId } from "react";
import { useStrings } from "../../language";
import { Text } from "../text/Text";
import type { ChoiceElement, SelectOption } from "../types";
import { ConfirmDialog } from "./ConfirmDialog";
import { naming } from "./naming";
import { type ElementProps, useElement } from "./useElement";

/** Checkboxes or radio buttons. */
export function Choices(props: ElementProps<ChoiceElement>) {
  const { element } = props;
  const strings = useStrings();
  const name = useId();
  const { value, asking, change } = useElement(props);
  const many = element.type === "checkboxes";
  const chosen = many
    ? ((value?.["selected_options"] as SelectOption[] | undefined) ?? [])
    : [value?.["selected_option"] as SelectOption | null | undefined].filter((option) => option != null);
  const isChosen = (option: SelectOption) => chosen.some((each) => each.value === option.value);
  const toggle = (option: SelectOption, on: boolean) => {
    if (!many) {
      change({ type: element.type, selected_option: option });
      return;
    }
    const selected = element.options.filter((each) => (each.value === option.value ? on : isChosen(each)));
    change({ type: element.type, selected_options: selected });
  };
  return (
    <div className="choices" role={many ? "group" : "radiogroup"} {...naming(props, strings.choose)}>
      {element.options.map((option) => (
        <label key={option.value} className="choice">
          <input
            type={many ? "checkbox" : "radio"}
            name={name}
            value={option.value}
            checked={isChosen(option)}
            onChange={(event) => toggle(option, event.target.checked)}
          />
          <span>
            <Text text={option.text} />
            {option.description && (
              <span className="choice-description">
                <Text text={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
      <ConfirmDialog asking={asking} />
    </div>
  );
}
