import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import { useLanguage, useStrings } from "../language";
import { clockFace } from "../time/format";
import { asLocalInput, fromLocalInput, nextMondayAtNine } from "../time/zones";
import { useNow } from "../ui/useNow";
import { useWorld } from "../world";

const HOUR = 3600;
const DAY = 86_400;

/** The sandbox's clock: what it shows for the selected person, and how to move it. */
export function ClockControls() {
  const strings = useStrings();
  const language = useLanguage();
  const { user, report } = useWorld();
  const now = useNow();
  const [typed, setTyped] = useState<string | null>(null);
  const exact = typed ?? asLocalInput(now, user.tz);
  const advance = (seconds: number) => void api.advanceClock(seconds).catch(report);
  const set = (instant: Date) => void api.setClock(instant.toISOString()).catch(report);
  const setExactly = (event: FormEvent) => {
    event.preventDefault();
    const instant = fromLocalInput(exact, user.tz);
    if (instant) set(instant);
    setTyped(null);
  };
  return (
    <section className="control" aria-labelledby="control-clock">
      <h3 id="control-clock">{strings.clock}</h3>
      <p className="clock-face">
        <time dateTime={now.toISOString()} data-testid="clock-now">
          {clockFace(now, user.tz, language)}
        </time>
        <span className="quiet">{strings.clockOf(user.tz)}</span>
      </p>
      <div className="button-row">
        <button type="button" className="button" data-testid="clock-plus-hour" onClick={() => advance(HOUR)}>
          {strings.plusHour}
        </button>
        <button type="button" className="button" data-testid="clock-plus-day" onClick={() => advance(DAY)}>
          {strings.plusDay}
        </button>
        <button
          type="button"
          className="button"
          data-testid="clock-next-monday"
          onClick={() => set(nextMondayAtNine(now, user.tz))}
        >
          {strings.nextMonday}
        </button>
      </div>
      <form className="button-row" onSubmit={setExactly}>
        <input
          className="field grow"
          type="datetime-local"
          aria-label={strings.setExactly}
          value={exact}
          data-testid="clock-exact"
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button" data-testid="clock-set">
          {strings.set}
        </button>
      </form>
    </section>
  );
}
