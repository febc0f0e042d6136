import type { SelectOption, StaticSelectElement } from "../types";
import { NativeSelect } from "./NativeSelect";
import { type ElementProps, useElement } from "./useElement";

/** A select menu whose options the message or view brings along. */
export function StaticSelect(props: ElementProps<StaticSelectElement>) {
  const { element } = props;
  const { value, asking, change } = useElement(props);
  const selected = (value?.["selected_option"] as SelectOption | null | undefined)?.value ?? "";
  const onSelect = (chosen: string) => {
    const option = element.options.find((each) => each.value === chosen);
    if (option) change({ type: element.type, selected_option: option });
  };
  return (
    <NativeSelect
      props={props}
      options={element.options}
      selected={selected}
      asking={asking}
      onSelect={onSelect}
    />
  );
}
