import type { Channel } from "../api/types";
import { useStrings } from "../language";

interface Props {
  channel: Channel;
  current: boolean;
  onGo: () => void;
}

/** A channel in the sidebar: private, archived, and without the bot are marked. */
export function ChannelLink({ channel, current, onGo }: Props) {
  const strings = useStrings();
  return (
    <li>
      <button
        type="button"
        className="side-link"
        aria-current={current ? "page" : undefined}
        data-testid={`channel-${channel.id}`}
        onClick={onGo}
      >
        <span aria-hidden="true" className="side-sign">
          {channel.is_private ? "🔒" : "#"}
        </span>
        <span className="side-name">{channel.name}</span>
        {channel.is_private && <span className="hidden">{strings.privateChannel}</span>}
        {channel.is_archived && <span className="side-mark">{strings.archived}</span>}
        {!channel.is_member && !channel.is_archived && (
          <span className="side-mark" title={strings.botNotIn}>
            {strings.botNotInShort}
          </span>
        )}
      </button>
    </li>
  );
}
