import { type ReactNode, useMemo, useState } from "react";
import { api, SandboxError } from "../api/client";
import type { StateValues, Surface } from "../api/types";
import { useWorld } from "../world";
import { stateOf } from "./initialValues";
import { SurfaceContext, type SurfaceContextValue } from "./surface";
import type { Block } from "./types";

interface Props {
  surface: Surface;
  blocks: Block[];
  errors?: Record<string, string>;
  /** What was chosen before this page, or this component, was there. */
  start: StateValues;
  /** Told every value at once whenever one changes. */
  onValues?: (values: StateValues) => void;
  children: ReactNode;
}

const NO_ERRORS: Record<string, string> = {};

/** Keeps what people chose in a message's or view's elements, and sends their actions. */
export function SurfaceProvider({ surface, blocks, errors = NO_ERRORS, start, onValues, children }: Props) {
  const { user, channel, report } = useWorld();
  const [chosen, setChosen] = useState(start);
  const context = useMemo((): SurfaceContextValue => {
    // An element may change and act in one go, before React has drawn again: `latest` is what it sees.
    let latest = chosen;
    return {
      surface,
      values: stateOf(blocks, chosen, channel),
      errors,
      setValue: (blockId, actionId, value) => {
        latest = { ...latest, [blockId]: { ...latest[blockId], [actionId]: value } };
        setChosen(latest);
        onValues?.(latest);
      },
      act: (blockId, actionId, action) => {
        const state = stateOf(blocks, latest, channel);
        api
          .action({ user: user.id, surface, blockId, actionId, action, state })
          .then((outcome) => outcome.ok || report(new SandboxError(outcome.error ?? "")))
          .catch(report);
      },
    };
  }, [surface, blocks, errors, chosen, channel, user.id, onValues, report]);
  return <SurfaceContext value={context}>{children}</SurfaceContext>;
}
