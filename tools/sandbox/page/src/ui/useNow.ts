import { useEffect, useState } from "react";
import { useWorld } from "../world";

/** The sandbox's time, refreshed each second. */
export function useNow(): Date {
  const { now } = useWorld();
  const [shown, setShown] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setShown(now()), 1000);
    return () => clearInterval(timer);
  }, [now]);
  // A moved clock shows at once: `now` is asked at each drawing, and the state only makes it draw.
  void shown;
  return now();
}
