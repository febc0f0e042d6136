import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { useStrings } from "../../language";
import { usePopup } from "../../ui/usePopup";
import { plainText } from "../text/Text";
import type { OverflowElement, SelectOption } from "../types";
import { ConfirmDialog } from "./ConfirmDialog";
import { type ElementProps, useElement } from "./useElement";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** The "..." menu. */
export function Overflow(props: ElementProps<OverflowElement>) {
  const { element } = props;
  const strings = useStrings();
  const { asking, press } = useElement(props);
  const { root, open, setOpen } = usePopup<HTMLDivElement>();
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const list = menu.current;
    if (!list) return;
    // A menu that would stick out of its message hangs from its button's right edge instead.
    const edge = list.closest(".blocks")?.getBoundingClientRect().right ?? window.innerWidth;
    if (list.getBoundingClientRect().right > edge) list.classList.add("menu-leftwards");
    list.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [open]);

  const choose = (option: SelectOption) => {
    setOpen(false);
    opener.current?.focus();
    const { url } = option;
    press(
      { type: "overflow", selected_option: option },
      url ? () => void window.open(url, "_blank", "noopener") : undefined,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const at = items.findIndex((item) => item === document.activeElement);
      items[(at + step + items.length) % items.length]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
      }
      setOpen(false);
      opener.current?.focus();
    }
  };
  return (
    <div className="popup-root" ref={root}>
      <button
        ref={opener}
        type="button"
        className="button button-overflow"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={strings.moreOptions}
        data-testid={`action-${element.action_id ?? ""}`}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && (
        <div className="popup menu" role="menu" aria-label={strings.moreOptions} ref={menu} onKeyDown={onKeyDown}>
          {element.options.map((option, index) => (
            <button
              key={index}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="menu-item"
              onClick={() => choose(option)}
            >
              {plainText(option.text)}
              {option.description && <span className="choice-description">{plainText(option.description)}</span>}
            </button>
          ))}
        </div>
      )}
      <ConfirmDialog asking={asking} />
    </div>
  );
}
