import type { ButtonElement } from "../types";
import { plainText } from "../text/Text";
import { ConfirmDialog } from "./ConfirmDialog";
import { type ElementProps, useElement } from "./useElement";

/** A button; one with a `url` opens it and still tells the bot. */
export function Button(props: ElementProps<ButtonElement>) {
  const { element } = props;
  const { asking, press } = useElement(props);
  const action = { type: "button", ...(element.value === undefined ? {} : { value: element.value }) };
  const open = () => void window.open(element.url, "_blank", "noopener");
  const shared = {
    className: `button button-${element.style ?? "default"}`,
    "data-testid": `action-${element.action_id ?? ""}`,
    "aria-label": element.accessibility_label,
    children: plainText(element.text),
  };
  return (
    <>
      {element.url ? (
        <a
          {...shared}
          href={element.url}
          target="_blank"
          rel="noopener noreferrer"
          onClick={(event) => {
            if (element.confirm) event.preventDefault();
            press(action, element.confirm && open);
          }}
        />
      ) : (
        <button type="button" {...shared} onClick={() => press(action)} />
      )}
      <ConfirmDialog asking={asking} />
    </>
  );
}
