import { useState } from "react";
import { api } from "../api/client";
import type { User } from "../api/types";
import { useStrings } from "../language";
import { nextMondayAtNine } from "../time/zones";
import { useWorld } from "../world";

/**
 * What each step does: a command, another person's approval, or the clock; its text is in `strings.tour`. Commands name
 * their Mini Program, because not every channel has a default.
 */
const STEPS = [
  "/baselib shop",
  "/baselib 3.6.4 shop",
  "/baselib can wx.getPrivacySetting shop",
  "/baselib propose 3.5.5 shop",
  "approve",
  "/baselib digest mon 09:00",
  "clock",
  "/baselib fleet",
  "/baselib import mall",
] as const;

const APPROVE = "decision.approve";

const KEPT = "baselib-tour";

interface TourProgress {
  step: number;
  go: (to: number) => void;
  /** Call when a command was typed: the step that asks for it is done. */
  onCommand: (command: string) => void;
}

/** Where the person is in the tour; kept while the tab is open. */
export function useTour(): TourProgress {
  const [step, setStep] = useState(() => Number(sessionStorage.getItem(KEPT) ?? 0));
  const go = (to: number) => {
    sessionStorage.setItem(KEPT, String(to));
    setStep(to);
  };
  return { step, go, onCommand: (command) => command === STEPS[step] && go(step + 1) };
}

/** Approve, as another person, the newest proposal in the channel that still takes approvals. */
async function approve(person: User, channel: string): Promise<void> {
  const { messages } = await api.messages(channel, person.id);
  const buttons = messages.flatMap(({ ts, blocks }) =>
    blocks.flatMap((block) =>
      block.type === "actions"
        ? block.elements.map((element) => ({ ts, blockId: block.block_id ?? "", element }))
        : [],
    ),
  );
  const found = buttons.findLast(({ element }) => element.action_id === APPROVE);
  if (found?.element.type !== "button") return;
  const { ts, blockId, element } = found;
  const action = { type: element.type, value: element.value };
  const surface = { kind: "message", channel, ts } as const;
  await api.action({ user: person.id, surface, blockId, actionId: APPROVE, action, state: {} });
}

/** Nine steps through Baselib: each says what it does and does it. */
export function Tour({ channel, progress: { step, go } }: { channel: string; progress: TourProgress }) {
  const strings = useStrings();
  const { state, user, now, report } = useWorld();
  const does = STEPS[step];
  const other = state.users.find((each) => each.id !== user.id);
  if (does === undefined || !other) return null;
  const labels: Record<string, string> = { approve: strings.approveAs(other.real_name), clock: strings.nextMonday };
  const act = () => {
    const done =
      does === "clock"
        ? api.setClock(nextMondayAtNine(now(), user.tz).toISOString())
        : does === "approve"
          ? approve(other, channel)
          : api.command(user.id, channel, does);
    done.then(() => go(step + 1)).catch(report);
  };
  return (
    <section className="tour" aria-label={strings.tourTitle} data-testid="tour">
      <p>
        <strong>{strings.tourStep(step + 1, STEPS.length)}</strong> {strings.tour[step]}
      </p>
      <div className="button-row">
        <button type="button" className="button button-primary" data-testid="tour-do" onClick={act}>
          {labels[does] ?? does}
        </button>
        <button type="button" className="button" data-testid="tour-end" onClick={() => go(STEPS.length)}>
          {strings.tourEnd}
        </button>
      </div>
    </section>
  );
}
