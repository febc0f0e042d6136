/** The sandbox's state, messages and views, kept fresh by its stream. */
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "./client";
import { useStream } from "./stream";
import type { Message, SandboxState, StreamEvent, Views } from "./types";

const NO_VIEWS: Views = { modal: null, home: null };

/** The sandbox's time: what it said last, plus what has gone by since on a clock that nobody can move. */
function useClock() {
  const said = useRef({ now: Date.now(), at: performance.now() });
  const heard = useCallback((iso: string) => {
    said.current = { now: new Date(iso).getTime(), at: performance.now() };
  }, []);
  const now = useCallback(() => new Date(said.current.now + performance.now() - said.current.at), []);
  return { heard, now };
}

/**
 * Call `fetch` and keep its newest answer: `start` until there is one, and again as soon as `fetch` asks something else.
 * An answer that was overtaken is dropped.
 */
function useFresh<T>(fetch: () => Promise<T>, report: (problem: unknown) => void, start: T) {
  const [known, setKnown] = useState({ fetch, value: start });
  const asked = useRef(0);
  const refetch = useCallback(() => {
    asked.current += 1;
    const question = asked.current;
    fetch().then((answer) => {
      if (question === asked.current) setKnown({ fetch, value: answer });
    }, report);
  }, [fetch, report]);
  return [known.fetch === fetch ? known.value : start, refetch] as const;
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
  const { heard } = clock;
  const fetchState = useCallback(async () => {
    const answer = await api.state();
    heard(answer.clock.now);
    return answer;
  }, [heard]);
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
      heard(event.now);
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
