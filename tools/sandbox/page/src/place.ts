/** Where the person is: workspace, then channel, direct message with the bot, or its Home tab; kept in the address. */
import type { Channel, SandboxState, User } from "./api/types";
import type { Language } from "./strings";

/** The place of the app's Home tab. */
export const HOME = "home";

/** The place where Slackbot is asked. */
export const SLACKBOT = "slackbot";

/** The place where workflows reach the bot's steps. */
export const WORKFLOWS = "workflows";

/** Places without messages. */
const WITHOUT_CHANNEL = new Set([HOME, SLACKBOT, WORKFLOWS]);

/** The place of the direct message with the bot. */
export const DIRECT = "dm";

/** The workspace that the page shows, as its address names it; without one it is the sandbox's first. */
export const TEAM: string | null = new URLSearchParams(location.search).get("team");

/** The page of another workspace: a page of its own, because nothing of this one is true there. */
export const teamPage = (team: string, language: Language): string =>
  `?${new URLSearchParams({ team, lang: language }).toString()}`;

export interface Address {
  user: string | null;
  place: string | null;
  language: Language;
}

/** What the address asks for; a language that it does not name is the browser's. */
export function readAddress(): Address {
  const asked = new URLSearchParams(location.search);
  const language = asked.get("lang") ?? navigator.language;
  return {
    user: asked.get("user"),
    place: asked.get("place"),
    language: language.toLowerCase().startsWith("zh") ? "zh-CN" : "en",
  };
}

/** Put the present place into the address, so that a reload or a shared link comes back to it. */
export function writeAddress({ user, place, language }: Address): void {
  const asked = new URLSearchParams({
    ...(TEAM ? { team: TEAM } : {}),
    ...(user ? { user } : {}),
    ...(place ? { place } : {}),
    lang: language,
  });
  history.replaceState(null, "", `?${asked.toString()}`);
}

/** The channel's name as people write it. */
export const channelLabel = (channel: Channel): string => `#${channel.name}`;

/** The id of the channel behind a place, null when there is none (yet): a direct message is known by its person. */
export function channelOf(place: string, state: SandboxState, user: User): string | null {
  if (WITHOUT_CHANNEL.has(place)) return null;
  if (place !== DIRECT) return place;
  return state.channels.find((channel) => channel.im_user === user.id)?.id ?? null;
}

/** Where a person starts: a channel that the bot is in. */
export function firstPlace(state: SandboxState): string {
  const open = state.channels.filter((channel) => !channel.im_user && !channel.is_archived);
  return (open.find((channel) => channel.is_member) ?? open[0])?.id ?? HOME;
}
