/** The values that a view's or message's elements start with, in the shape of `state.values`. */
import type { StateValue, StateValues } from "../api/types";
import type { Block, Element } from "./types";

/** The start value of one element; null for one without state (a button, an overflow menu). */
export function initialValue(element: Element, channel: string | null): StateValue | null {
  const type = element.type;
  switch (type) {
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: element.initial_option ?? null };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: element.initial_options ?? [] };
    case "users_select":
      return { type, selected_user: element.initial_user ?? null };
    case "conversations_select": {
      const current = element.default_to_current_conversation ? channel : null;
      return { type, selected_conversation: element.initial_conversation ?? current };
    }
    case "datepicker":
      return { type, selected_date: element.initial_date ?? null };
    case "timepicker":
      return { type, selected_time: element.initial_time ?? null };
    case "plain_text_input":
      return { type, value: element.initial_value ?? null };
    default:
      return null;
  }
}

/** The elements of a block that can hold a value. */
function elementsOf(block: Block): Element[] {
  if (block.type === "actions") return block.elements;
  if (block.type === "input") return [block.element];
  if (block.type === "section" && block.accessory) return [block.accessory];
  return [];
}

/** Every stateful element's value: what the person chose, else what the block starts with. */
export function stateOf(blocks: Block[], chosen: StateValues, channel: string | null): StateValues {
  const values: StateValues = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const start = initialValue(element, channel);
      if (!start || !block.block_id || !("action_id" in element) || !element.action_id) continue;
      const value = chosen[block.block_id]?.[element.action_id] ?? start;
      values[block.block_id] = { ...values[block.block_id], [element.action_id]: value };
    }
  }
  return values;
}
