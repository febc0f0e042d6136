import { type ReactNode, useEffect, useRef, useState } from "react";

interface Props {
  title: string;
  closeLabel: string;
  onClose: () => void;
  testId: string;
  children: ReactNode;
}

/** A panel at the side, which takes the focus when somebody opens it and gives it back; Escape closes it. */
export function Panel({ title, closeLabel, onClose, testId, children }: Props) {
  const [opener] = useState(() => document.activeElement);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // One that stands there from the start leaves the focus alone, and so does one with a field that has it already.
    const opened = opener !== document.body && !panel.current?.contains(document.activeElement);
    if (opened) panel.current?.querySelector("button")?.focus();
    return () => {
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    };
  }, [opener]);
  return (
    <aside
      className="panel"
      aria-label={title}
      data-testid={testId}
      ref={panel}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className="panel-head">
        <h2>{title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={closeLabel}
          data-testid="panel-close"
          onClick={onClose}
        >
          <span aria-hidden="true">×</span>
        </button>
      </div>
      {children}
    </aside>
  );
}
