import { useState } from "react";
import { api } from "../api/client";
import { useStrings } from "../language";
import { nextMondayAtNine } from "../time/zones";
import { useWorld } from "../world";

/** What each step does: a command, or the clock; its text is in `strings.tour`. */
const STEPS = [
  "/baselib",
  "/baselib 3.6.4",
  "/baselib alert safe minimum rises",
  "/baselib digest mon 09:00",
  "clock",
  "/baselib help",
] as const;

const KEPT = "baselib-tour";

interface TourProgress {
  step: number;
  go: (to: number) => void;
  /** Call when a command was typed: the step that asks for it is done. */
  onCommand: (command: string) => void;
}

/** Where the person is in the tour; kept while the tab is open. */
export function useTour(): TourProgress {
  const [step, setStep] = useState(() => Number(sessionStorage.getItem(KEPT) ?? 0));
  const go = (to: number) => {
    sessionStorage.setItem(KEPT, String(to));
    setStep(to);
  };
  return { step, go, onCommand: (command) => command === STEPS[step] && go(step + 1) };
}

/** Six steps through Baselib: each says what it does and does it. */
export function Tour({ channel, progress: { step, go } }: { channel: string; progress: TourProgress }) {
  const strings = useStrings();
  const { user, now, report } = useWorld();
  const does = STEPS[step];
  if (does === undefined) return null;
  const act = () => {
    const done =
      does === "clock"
        ? api.setClock(nextMondayAtNine(now(), user.tz).toISOString())
        : api.command(user.id, channel, does);
    done.then(() => go(step + 1)).catch(report);
  };
  return (
    <section className="tour" aria-label={strings.tourTitle} data-testid="tour">
      <p>
        <strong>{strings.tourStep(step + 1, STEPS.length)}</strong> {strings.tour[step]}
      </p>
      <div className="button-row">
        <button type="button" className="button button-primary" data-testid="tour-do" onClick={act}>
          {does === "clock" ? strings.nextMonday : does}
        </button>
        <button type="button" className="button" data-testid="tour-end" onClick={() => go(STEPS.length)}>
          {strings.tourEnd}
        </button>
      </div>
    </section>
  );
}
