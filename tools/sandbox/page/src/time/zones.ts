/** From a wall clock in a zone to the instant it shows. */

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What the clocks in `zone` show at `instant`. */
export function wallClock(instant: Date, zone: string): Wall {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}

const asUtc = (wall: Wall) => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);

/** The instant at which the clocks in `zone` show `wall`; in a gap, the moment that much after the gap began. */
export function instantAt(wall: Wall, zone: string): Date {
  const wanted = asUtc(wall);
  let guess = wanted;
  // The zone's offset at the first guess can differ from the one at the answer, so the step is made twice.
  for (let round = 0; round < 2; round += 1) {
    guess += wanted - asUtc(wallClock(new Date(guess), zone));
  }
  return new Date(guess);
}

/** The first Monday 09:00 in `zone` that lies after `now`. */
export function nextMondayAtNine(now: Date, zone: string): Date {
  const today = wallClock(now, zone);
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
  const monday = (8 - weekday) % 7;
  const at = (days: number) => {
    const day = new Date(Date.UTC(today.year, today.month - 1, today.day + days));
    return instantAt(
      { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate(), hour: 9, minute: 0 },
      zone,
    );
  };
  const first = at(monday);
  return first > now ? first : at(monday + 7);
}

/** `instant` as the value of an `<input type="datetime-local">` in `zone`. */
export function asLocalInput(instant: Date, zone: string): string {
  const wall = wallClock(instant, zone);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}T${two(wall.hour)}:${two(wall.minute)}`;
}

/** The instant that an `<input type="datetime-local">` means in `zone`, or null when it is incomplete. */
export function fromLocalInput(value: string, zone: string): Date | null {
  const match = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(value);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  return instantAt({ year, month, day, hour, minute }, zone);
}
