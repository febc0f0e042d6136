import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  labelledBy: string;
  onClose: () => void;
  className?: string;
  role?: "dialog" | "alertdialog";
  testId: string;
  children: ReactNode;
}

/** A modal dialog: the browser keeps the focus inside it and gives it back afterwards; Escape closes. */
export function Dialog({ labelledBy, onClose, className = "", role = "dialog", testId, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>(".dialog-body :is(input, select, textarea)")?.focus();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      role={role}
      aria-modal="true"
      aria-labelledby={labelledBy}
      className={`dialog ${className}`}
      data-testid={testId}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      onCancel={(event) => {
        // Escape where nothing in the dialog has the focus: the browser would close it behind our back.
        event.preventDefault();
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
