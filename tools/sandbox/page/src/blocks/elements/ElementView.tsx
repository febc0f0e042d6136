import type { Element } from "../types";
import { Button } from "./Button";
import { Choices } from "./Choices";
import { Overflow } from "./Overflow";
import { Picker } from "./Picker";
import { SearchSelect } from "./SearchSelect";
import { StaticSelect } from "./StaticSelect";
import { TextInput } from "./TextInput";
import { ThingSelect } from "./ThingSelect";
import type { ElementProps } from "./useElement";

/** Any interactive element. */
export function ElementView(props: ElementProps<Element>) {
  const { element, ...rest } = props;
  switch (element.type) {
    case "button":
      return <Button {...rest} element={element} />;
    case "static_select":
      return <StaticSelect {...rest} element={element} />;
    case "multi_static_select":
    case "external_select":
    case "multi_external_select":
      return <SearchSelect {...rest} element={element} />;
    case "users_select":
    case "conversations_select":
      return <ThingSelect {...rest} element={element} />;
    case "overflow":
      return <Overflow {...rest} element={element} />;
    case "datepicker":
    case "timepicker":
      return <Picker {...rest} element={element} />;
    case "checkboxes":
    case "radio_buttons":
      return <Choices {...rest} element={element} />;
    case "plain_text_input":
      return <TextInput {...rest} element={element} />;
  }
}
