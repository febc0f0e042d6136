import { useStrings } from "../../language";
import { Menu } from "../../ui/Menu";
import { plainText } from "../text/Text";
import type { OverflowElement, SelectOption } from "../types";
import { ConfirmDialog } from "./ConfirmDialog";
import { type ElementProps, useElement } from "./useElement";

/** The "..." menu. */
export function Overflow(props: ElementProps<OverflowElement>) {
  const { element } = props;
  const strings = useStrings();
  const { asking, press } = useElement(props);
  const choose = (option: SelectOption) => {
    const { url } = option;
    press(
      { type: "overflow", selected_option: option },
      url ? () => void window.open(url, "_blank", "noopener") : undefined,
    );
  };
  return (
    <>
      <Menu
        label={strings.moreOptions}
        sign="⋯"
        testId={`action-${element.action_id ?? ""}`}
        items={element.options.map((option) => ({
          text: plainText(option.text),
          description: option.description ? plainText(option.description) : undefined,
          onChoose: () => choose(option),
        }))}
      />
      <ConfirmDialog asking={asking} />
    </>
  );
}
