import type { KeyboardEvent } from "react";
import { plainText } from "../text/Text";
import type { TextInputElement } from "../types";
import { naming } from "./naming";
import { type ElementProps, useElement } from "./useElement";

/** A line or several lines of text; with `dispatch_action`, Enter sends them to the bot. */
export function TextInput(props: ElementProps<TextInputElement>) {
  const { element, dispatches } = props;
  const { value, draft, change } = useElement(props);
  const take = (text: string) => ({ type: element.type, value: text === "" ? null : text });
  const shared = {
    className: "field",
    ...naming(props, element.type),
    placeholder: plainText(element.placeholder) || undefined,
    maxLength: element.max_length,
    value: String(value?.["value"] ?? ""),
    onChange: (event: { target: { value: string } }) => draft(take(event.target.value)),
  };
  if (element.multiline) return <textarea {...shared} rows={4} />;
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || !dispatches) return;
    event.preventDefault();
    change(take(event.currentTarget.value));
  };
  return <input {...shared} type="text" onKeyDown={onKeyDown} />;
}
