/** Live news from the sandbox. */
import { useEffect, useRef } from "react";
import { control } from "./client";
import type { StreamEvent } from "./types";

/** Call `onEvent` for each event, and `onOpen` at each (re)connection: what happened before it has to be refetched. */
export function useStream(onEvent: (event: StreamEvent) => void, onOpen: () => void): void {
  const handlers = useRef({ onEvent, onOpen });
  useEffect(() => {
    handlers.current = { onEvent, onOpen };
  });
  useEffect(() => {
    const source = new EventSource(control("sandbox/stream"));
    source.onopen = () => handlers.current.onOpen();
    source.onmessage = (message) => handlers.current.onEvent(JSON.parse(String(message.data)) as StreamEvent);
    return () => source.close();
  }, []);
}
