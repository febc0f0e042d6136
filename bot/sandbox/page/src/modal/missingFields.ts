/** Slack does not send a form to the app before every required field has a value. */
import type { StateValue, StateValues } from "../api/types";
import type { Block } from "../blocks/types";

const isEmpty = (value: StateValue | undefined): boolean =>
  !value ||
  Object.entries(value).every(
    ([key, each]) => key === "type" || each == null || each === "" || (Array.isArray(each) && each.length === 0),
  );

/** The required input blocks without a value, each with `message`. */
export function missingFields(blocks: Block[], values: StateValues, message: string): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== "input" || block.optional || !block.block_id) continue;
    if (isEmpty(values[block.block_id]?.[block.element.action_id ?? ""])) missing[block.block_id] = message;
  }
  return missing;
}
