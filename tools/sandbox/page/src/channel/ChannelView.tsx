import type { Channel, Message } from "../api/types";
import { useStrings } from "../language";
import { Composer } from "./Composer";
import { MessageList } from "./MessageList";
import { Tour, useTour } from "./Tour";

interface Props {
  id: string;
  name: string;
  channel: Channel | undefined;
  messages: Message[] | null;
  onThread: (ts: string) => void;
}

/** A channel or the direct message: its messages, and where to write. */
export function ChannelView({ id, name, channel, messages, onThread }: Props) {
  const strings = useStrings();
  const tour = useTour();
  return (
    <>
      <MessageList key={id} messages={messages} label={strings.messageList(name)} onThread={onThread} />
      {channel?.is_archived ? (
        <p className="archived-note">{strings.archivedNote}</p>
      ) : (
        <>
          {channel?.is_member && !channel.im_user && <Tour channel={id} progress={tour} />}
          <Composer
            key={`composer-${id}`}
            channel={id}
            placeholder={strings.messageTo(name)}
            testId="composer"
            onCommand={tour.onCommand}
          />
        </>
      )}
    </>
  );
}
