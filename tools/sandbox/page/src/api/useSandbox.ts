/** The sandbox's state, messages and views, kept fresh by its stream. */
import { useCallback, useEffect, useRef } from "react";
import { api } from "./client";
import { useStream } from "./stream";
import type { Message, SandboxState, StreamEvent, Views } from "./types";
import { useFresh } from "./useFresh";

const NO_VIEWS: Views = { modal: null, home: null };

/** The sandbox's time: its last answer, plus what has gone by since on a clock that cannot be moved. */
function useClock() {
  const last = useRef({ now: Date.now(), at: performance.now() });
  const set = useCallback((iso: string) => {
    last.current = { now: new Date(iso).getTime(), at: performance.now() };
  }, []);
  const now = useCallback(() => new Date(last.current.now + performance.now() - last.current.at), []);
  return { set, now };
}

interface Place {
  user: string;
  channel: string | null;
  thread: string | null;
}

const NO_MESSAGES: Message[] = [];

/** The messages of a channel or thread for a person; null until they are known. */
function useMessages(user: string, channel: string | null, thread: string | null, report: (problem: unknown) => void) {
  const fetch = useCallback(
    () =>
      channel && user
        ? api.messages(channel, user, thread ?? undefined).then((answer) => answer.messages)
        : Promise.resolve(NO_MESSAGES),
    [channel, user, thread],
  );
  const fresh = useFresh<Message[] | null>(fetch, report, null);
  const [, refetch] = fresh;
  useEffect(refetch, [refetch]);
  return fresh;
}

/** Everything the page shows of the sandbox for one person in one place. */
export function useSandbox({ user, channel, thread }: Place, report: (problem: unknown) => void) {
  const clock = useClock();
  const { set: setClock } = clock;
  const fetchState = useCallback(async () => {
    const answer = await api.state();
    setClock(answer.clock.now);
    return answer;
  }, [setClock]);
  const [state, refetchState] = useFresh<SandboxState | null>(fetchState, report, null);
  const fetchViews = useCallback(() => (user ? api.views(user) : Promise.resolve(NO_VIEWS)), [user]);
  const [views, refetchViews] = useFresh<Views>(fetchViews, report, NO_VIEWS);
  const [messages, refetchMessages] = useMessages(user, channel, null, report);
  const [replies, refetchReplies] = useMessages(user, thread ? channel : null, thread, report);
  useEffect(refetchViews, [refetchViews]);

  const refetchAll = () => {
    refetchState();
    refetchViews();
    refetchMessages();
    if (thread) refetchReplies();
  };
  const onEvent = (event: StreamEvent) => {
    if (event.type === "state") refetchState();
    else if (event.type === "clock") {
      setClock(event.now);
      refetchState();
    } else if (event.type === "view") {
      if (event.user === user) refetchViews();
    } else if (event.type === "message" && event.channel === channel) {
      refetchMessages();
      if (thread) refetchReplies();
    }
  };
  useStream(onEvent, refetchAll);
  return { state, messages, replies, views, now: clock.now };
}
