import { useEffect, useRef, useState } from "react";

/** Whether a small popup is open; a press outside of `root` closes it. */
export function usePopup<T extends HTMLElement>() {
  const root = useRef<T>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return undefined;
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", onPress);
    return () => document.removeEventListener("pointerdown", onPress);
  }, [open]);
  return { root, open, setOpen };
}
