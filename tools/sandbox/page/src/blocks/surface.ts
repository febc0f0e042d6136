/** What an interactive element needs from the message or view that it stands in. */
import { createContext, useContext } from "react";
import type { StateValue, StateValues, Surface } from "../api/types";

export interface SurfaceContextValue {
  surface: Surface;
  values: StateValues;
  /** Remember a stateful element's value. */
  setValue: (blockId: string, actionId: string, value: StateValue) => void;
  /** Send a block_actions to the bot. */
  act: (blockId: string, actionId: string, action: StateValue) => void;
  /** What is wrong with an input block, by block_id. */
  errors: Record<string, string>;
}

export const SurfaceContext = createContext<SurfaceContextValue | null>(null);

/** The message or view around this component. */
export function useSurface(): SurfaceContextValue {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error("useSurface outside a SurfaceContext");
  return surface;
}
