/** Instants and days as people in a zone read them. */
import type { Language } from "../strings";

/** Slack's message timestamp (`seconds.micros`) as an instant. */
export const instantOf = (ts: string): Date => new Date(Number(ts) * 1000);

/** The calendar day of an instant in a zone, as YYYY-MM-DD. */
export const dayIn = (instant: Date, zone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    instant,
  );

export const timeIn = (instant: Date, zone: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    instant,
  );

export const longDayIn = (instant: Date, zone: string, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    timeZone: zone,
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
  }).format(instant);

/** Weekday, date and time with seconds: the clock's face. */
export const clockFace = (instant: Date, zone: string, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(instant);
