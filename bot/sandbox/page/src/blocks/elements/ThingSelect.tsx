import type { SandboxState } from "../../api/types";
import { useWorld } from "../../world";
import type { SelectOption, ThingSelectElement, ThingSelectType } from "../types";
import { NativeSelect } from "./NativeSelect";
import { type ElementProps, useElement } from "./useElement";

const VALUE_KEYS: Record<ThingSelectType, string> = {
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
};

function optionsFor(type: ThingSelectType, state: SandboxState): SelectOption[] {
  const option = (value: string, text: string): SelectOption => ({ value, text: { type: "plain_text", text } });
  if (type === "users_select") return state.users.map((user) => option(user.id, user.real_name));
  return state.channels
    .filter((channel) => !channel.is_archived && (type === "conversations_select" || !channel.is_private))
    .map((channel) => option(channel.id, `#${channel.name}`));
}

/** A select menu of the workspace's people, channels or conversations. */
export function ThingSelect(props: ElementProps<ThingSelectElement>) {
  const { type } = props.element;
  const { state } = useWorld();
  const { value, asking, change } = useElement(props);
  const key = VALUE_KEYS[type];
  return (
    <NativeSelect
      props={props}
      options={optionsFor(type, state)}
      selected={String(value?.[key] ?? "")}
      asking={asking}
      onSelect={(chosen) => change({ type, [key]: chosen })}
    />
  );
}
