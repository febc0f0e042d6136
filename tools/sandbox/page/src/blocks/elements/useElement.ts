import { useState } from "react";
import type { StateValue } from "../../api/types";
import { initialValue } from "../initialValues";
import { useSurface } from "../surface";
import type { Confirm, Element } from "../types";
import { useWorld } from "../../world";

/** What every element component is given. */
export interface ElementProps<E extends Element> {
  element: E;
  blockId: string;
  /** Whether a change is sent to the bot at once: always, but in input blocks only with `dispatch_action`. */
  dispatches: boolean;
  /** The ids of the label and of the hint or error, in an input block. */
  labelledBy?: string;
  describedBy?: string;
  invalid?: boolean;
}

export interface Asking {
  confirm: Confirm;
  answer: (yes: boolean) => void;
}

/** An element's value, how to change it, and the confirm dialog that may stand in between. */
export function useElement<E extends Element>({ element, blockId, dispatches }: ElementProps<E>) {
  const { values, setValue, act } = useSurface();
  const { channel } = useWorld();
  const [asking, setAsking] = useState<Asking | null>(null);
  const actionId = element.action_id ?? "";

  const afterConfirm = (then: () => void) => {
    if (!element.confirm || !dispatches) {
      then();
      return;
    }
    const answer = (yes: boolean) => {
      setAsking(null);
      if (yes) then();
    };
    setAsking({ confirm: element.confirm, answer });
  };

  return {
    value: values[blockId]?.[actionId] ?? initialValue(element, channel),
    asking,
    /** Take a new value, and send it where the block sends changes. */
    change: (value: StateValue) =>
      afterConfirm(() => {
        setValue(blockId, actionId, value);
        if (dispatches) act(blockId, actionId, value);
      }),
    /** Take a new value without sending it: typing that is not finished. */
    draft: (value: StateValue) => setValue(blockId, actionId, value),
    /** Send an action that has no state: a button, an overflow menu. */
    press: (action: StateValue, also?: () => void) =>
      afterConfirm(() => {
        act(blockId, actionId, action);
        also?.();
      }),
  };
}
