/** What every component may need to know: the sandbox's state and who is looking. */
import { createContext, useContext } from "react";
import type { SandboxState, User } from "./api/types";

export interface World {
  state: SandboxState;
  user: User;
  /** The channel that is open, or null on the Home tab. */
  channel: string | null;
  /** The sandbox's time now. */
  now: () => Date;
  /** Tell the person what went wrong with a call. */
  report: (problem: unknown) => void;
}

export const WorldContext = createContext<World | null>(null);

/** The world around this component. */
export function useWorld(): World {
  const world = useContext(WorldContext);
  if (!world) throw new Error("useWorld outside a WorldContext");
  return world;
}
