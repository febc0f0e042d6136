import { Fragment, useEffect, useRef } from "react";
import type { Message } from "../api/types";
import { useLanguage, useStrings } from "../language";
import { dayIn, instantOf, longDayIn } from "../time/format";
import { useWorld } from "../world";
import { MessageView } from "./MessageView";

interface Props {
  /** Null while they are fetched. */
  messages: Message[] | null;
  label: string;
  onThread?: (ts: string) => void;
}

/** Near enough to the end that the list follows what comes, in CSS pixels. */
const NEAR_END = 160;

/** Messages, oldest first, with a line between the days. */
export function MessageList({ messages: known, label, onThread }: Props) {
  const strings = useStrings();
  const language = useLanguage();
  const { user, now } = useWorld();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const messages = known ?? [];
  const newest = messages[messages.length - 1]?.ts;

  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [newest]);
  useEffect(() => {
    // Charts and pictures get their height late: whoever stands at the end stays there.
    if (!list.current) return undefined;
    let height = list.current.offsetHeight;
    const observer = new ResizeObserver(() => {
      const box = scroller.current;
      const before = height;
      height = list.current?.offsetHeight ?? 0;
      if (box && before - box.scrollTop - box.clientHeight < NEAR_END) box.scrollTop = box.scrollHeight;
    });
    observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  const today = dayIn(now(), user.tz);
  const yesterday = dayIn(new Date(now().getTime() - 86_400_000), user.tz);
  const dayName = (message: Message, day: string) => {
    if (day === today) return strings.today;
    return day === yesterday ? strings.yesterday : longDayIn(instantOf(message.ts), user.tz, language);
  };
  let lastDay = "";
  return (
    <div
      className="message-scroller"
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-live="polite"
      aria-label={label}
      aria-busy={known === null}
    >
      <div className="message-list" ref={list} data-testid="messages">
        {known?.length === 0 && <p className="empty">{strings.noMessages}</p>}
        {messages.map((message) => {
          const day = dayIn(instantOf(message.ts), user.tz);
          const isNewDay = day !== lastDay;
          lastDay = day;
          return (
            <Fragment key={`${message.ts}-${String(message.ephemeral)}`}>
              {isNewDay && (
                <p className="day">
                  <span>{dayName(message, day)}</span>
                </p>
              )}
              <MessageView message={message} {...(onThread ? { onThread } : {})} />
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}
