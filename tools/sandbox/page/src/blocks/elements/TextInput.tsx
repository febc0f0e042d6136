import type { KeyboardEvent } from "react";
import { plainText } from "../text/Text";
import type { TextInputElement } from "../types";
import { naming } from "./naming";
import { type ElementProps, useElement } from "./useElement";

const INPUT_TYPES = {
  plain_text_input: "text",
  number_input: "text",
  email_text_input: "email",
  url_text_input: "url",
} as const;

/** A line or several lines of text; with `dispatch_action`, Enter sends them to the bot. */
export function TextInput(props: ElementProps<TextInputElement>) {
  const { element, dispatches } = props;
  const { value, draft, change } = useElement(props);
  const take = (text: string) => ({ type: element.type, value: text === "" ? null : text });
  const shared = {
    className: "field",
    ...naming(props, element.type),
    placeholder: plainText(element.placeholder) || undefined,
    minLength: element.min_length,
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
  const isNumber = element.type === "number_input";
  return (
    <input
      {...shared}
      type={INPUT_TYPES[element.type]}
      inputMode={isNumber ? (element.is_decimal_allowed ? "decimal" : "numeric") : undefined}
      onKeyDown={onKeyDown}
    />
  );
}
