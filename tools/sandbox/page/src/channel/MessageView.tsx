import { useMemo } from "react";
import type { Message, Surface } from "../api/types";
import { Blocks } from "../blocks/BlockView";
import { SurfaceProvider } from "../blocks/SurfaceProvider";
import { Mrkdwn } from "../blocks/text/Text";
import { useLanguage, useStrings } from "../language";
import { clockFace, instantOf, timeIn } from "../time/format";
import { Avatar } from "../ui/Avatar";
import { useWorld } from "../world";
import { MessageFiles } from "./MessageFiles";
import { ShortcutMenu } from "./ShortcutMenu";

interface Props {
  message: Message;
  /** Opens the message's thread; left out inside a thread. */
  onThread?: (ts: string) => void;
}

/** One message: who, when, what. */
export function MessageView({ message, onThread }: Props) {
  const strings = useStrings();
  const language = useLanguage();
  const { state, user } = useWorld();
  const { channel, ts } = message;
  const surface = useMemo((): Surface => ({ kind: "message", channel, ts }), [channel, ts]);
  const isPerson = state.users.some((each) => each.id === message.user);
  const instant = instantOf(ts);
  return (
    <article
      className={message.ephemeral ? "message message-ephemeral" : "message"}
      aria-label={`${message.username}, ${timeIn(instant, user.tz, language)}`}
      data-testid={message.ephemeral ? "ephemeral" : "message"}
      data-ts={ts}
    >
      <Avatar name={message.username} bot={!isPerson} />
      <div className="message-main">
        {message.ephemeral && (
          <p className="only-you">
            <span aria-hidden="true">👁 </span>
            {strings.onlyYou}
          </p>
        )}
        <p className="message-head">
          <span className="sender">{message.username}</span>
          {!isPerson && <span className="app-badge">{strings.app}</span>}
          <time dateTime={instant.toISOString()} title={clockFace(instant, user.tz, language)}>
            {timeIn(instant, user.tz, language)}
          </time>
        </p>
        <SurfaceProvider surface={surface} blocks={message.blocks} start={message.state.values}>
          {message.blocks.length > 0 ? <Blocks blocks={message.blocks} /> : <Mrkdwn text={message.text} />}
        </SurfaceProvider>
        {message.files.length > 0 && <MessageFiles files={message.files} />}
        {message.edited && <span className="edited">{strings.edited}</span>}
        {onThread && !message.ephemeral && (
          <button
            type="button"
            className={message.reply_count > 0 ? "thread-link" : "thread-link thread-link-quiet"}
            data-testid="open-thread"
            onClick={() => onThread(message.thread_ts ?? ts)}
          >
            {message.reply_count > 0 ? strings.replies(message.reply_count) : strings.replyInThread}
          </button>
        )}
      </div>
      {!message.ephemeral && <ShortcutMenu message={{ channel, ts }} />}
    </article>
  );
}
