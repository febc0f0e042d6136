import type { Message } from "../api/types";
import { useStrings } from "../language";
import { Panel } from "../ui/Panel";
import { Composer } from "./Composer";
import { MessageList } from "./MessageList";

interface Props {
  channel: string;
  thread: string;
  /** The thread's messages, the first one included; null while they are fetched. */
  messages: Message[] | null;
  onClose: () => void;
}

/** A thread, in a panel beside its channel. */
export function ThreadPanel({ channel, thread, messages, onClose }: Props) {
  const strings = useStrings();
  return (
    <Panel title={strings.thread} closeLabel={strings.closeThread} onClose={onClose} testId="thread-panel">
      <MessageList key={thread} messages={messages} label={strings.messageList(strings.thread)} />
      <Composer channel={channel} thread={thread} placeholder={strings.replyPlaceholder} testId="thread-composer" />
    </Panel>
  );
}
