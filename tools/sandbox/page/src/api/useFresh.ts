/** The newest answer of a call. */
import { useCallback, useRef, useState } from "react";

/**
 * Call `fetch` and keep its newest answer: `start` until there is one, and again as soon as `fetch` asks something else.
 * An answer that was overtaken is dropped.
 */
export function useFresh<T>(fetch: () => Promise<T>, report: (problem: unknown) => void, start: T) {
  const [known, setKnown] = useState({ fetch, value: start });
  const asked = useRef(0);
  const refetch = useCallback(() => {
    asked.current += 1;
    const question = asked.current;
    fetch().then((answer) => {
      if (question === asked.current) setKnown({ fetch, value: answer });
    }, report);
  }, [fetch, report]);
  return [known.fetch === fetch ? known.value : start, refetch] as const;
}
