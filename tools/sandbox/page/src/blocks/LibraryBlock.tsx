import { type Block as LibraryBlockType, Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import { useWorld } from "../world";

/**
 * The library turns `&lt;` back before it looks for mentions, so an escaped `&lt;!channel&gt;` would become one. An
 * invisible word joiner after the bracket keeps it text.
 */
function guarded(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("&lt;", "&lt;\u2060");
  if (Array.isArray(value)) return value.map(guarded);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, guarded(each)]));
}

/** A block that this page does not draw itself. */
export default function LibraryBlock({ block }: { block: object }) {
  const { state } = useWorld();
  const data = {
    users: [
      ...state.users.map((user) => ({ id: user.id, name: user.real_name })),
      { id: state.bot.user_id, name: state.bot.name },
    ],
    channels: state.channels.map((channel) => ({ id: channel.id, name: channel.name })),
  };
  return (
    <Message blocks={[guarded(block) as LibraryBlockType]} name="" logo="" theme="light" data={data} withoutWrapper />
  );
}
