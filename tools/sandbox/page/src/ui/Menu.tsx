import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { usePopup } from "./usePopup";

export interface MenuItem {
  text: string;
  description?: string | undefined;
  onChoose: () => void;
}

interface Props {
  /** Said of the button and of the menu; the button itself shows only a sign. */
  label: string;
  sign: ReactNode;
  items: MenuItem[];
  testId: string;
  className?: string;
  /** The menu opens above its button: for one at the bottom of the page. */
  upwards?: boolean;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** A button with a menu: arrows move, Enter chooses, Escape and Tab close it. */
export function Menu({ label, sign, items, testId, className = "", upwards = false }: Props) {
  const { root, open, setOpen } = usePopup<HTMLDivElement>();
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const list = menu.current;
    if (!list) return;
    // A menu that would stick out of its message hangs from its button's right edge instead.
    const edge = list.closest(".blocks, .message-list")?.getBoundingClientRect().right ?? window.innerWidth;
    if (list.getBoundingClientRect().right > edge) list.classList.add("menu-leftwards");
    list.scrollIntoView({ block: "nearest" }); // below the last message it would be hidden
    list.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [open]);

  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const entries = [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const at = entries.findIndex((entry) => entry === document.activeElement);
      entries[(at + step + entries.length) % entries.length]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
      }
      close();
    }
  };
  return (
    <div className={`popup-root ${className}`.trim()} ref={root}>
      <button
        ref={opener}
        type="button"
        className="button button-overflow"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">{sign}</span>
      </button>
      {open && (
        <div
          className={upwards ? "popup menu menu-upwards" : "popup menu"}
          role="menu"
          aria-label={label}
          ref={menu}
          onKeyDown={onKeyDown}
        >
          {items.map((item, index) => (
            <button
              key={index}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="menu-item"
              onClick={() => {
                close();
                item.onChoose();
              }}
            >
              {item.text}
              {item.description && <span className="choice-description">{item.description}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
