/** `<!date^...>` formats. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
import type { Language } from "../../strings";
import { dayIn } from "../../time/format";

/** The format with its `{tokens}` filled in, in a zone; "today" is measured by the sandbox's clock. */
export function slackDate(
  timestamp: number,
  format: string,
  zone: string,
  language: Language,
  words: { now: Date; today: string; yesterday: string },
): string {
  const instant = new Date(timestamp * 1000);
  const show = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, ...options }).format(instant);
  const dates: Record<string, Intl.DateTimeFormatOptions> = {
    date: { year: "numeric", month: "long", day: "numeric" },
    date_short: { year: "numeric", month: "short", day: "numeric" },
    date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  };
  const day = dayIn(instant, zone);
  const pretty: Record<string, string> = {
    [dayIn(words.now, zone)]: words.today,
    [dayIn(new Date(words.now.getTime() - 86_400_000), zone)]: words.yesterday,
  };
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    if (token === "date_num") return day;
    if (token === "time") return show({ hour: "numeric", minute: "2-digit", hourCycle: "h23" });
    if (token === "time_secs") {
      return show({ hour: "numeric", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    }
    const plain = token.replace(/_pretty$/, "");
    const options = dates[plain];
    if (!options) return whole;
    return (token.endsWith("_pretty") ? pretty[day] : undefined) ?? show(options);
  });
}
