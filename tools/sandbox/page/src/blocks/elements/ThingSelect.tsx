import type { SandboxState, User } from "../../api/types";
import { useWorld } from "../../world";
import type { SelectOption, ThingSelectElement, ThingSelectType } from "../types";
import { NativeSelect } from "./NativeSelect";
import { type ElementProps, useElement } from "./useElement";

const VALUE_KEYS: Record<ThingSelectType, string> = {
  users_select: "selected_user",
  conversations_select: "selected_conversation",
};

function optionsFor(type: ThingSelectType, state: SandboxState, viewer: User): SelectOption[] {
  const option = (value: string, text: string): SelectOption => ({ value, text: { type: "plain_text", text } });
  if (type === "users_select") return state.users.map((user) => option(user.id, user.real_name));
  return state.channels
    .filter((channel) => !channel.is_archived && (!channel.im_user || channel.im_user === viewer.id))
    .map((channel) => option(channel.id, channel.im_user ? channel.name : `#${channel.name}`));
}

/** A select menu of the workspace's people or conversations. */
export function ThingSelect(props: ElementProps<ThingSelectElement>) {
  const { type } = props.element;
  const { state, user } = useWorld();
  const { value, asking, change } = useElement(props);
  const key = VALUE_KEYS[type];
  return (
    <NativeSelect
      props={props}
      options={optionsFor(type, state, user)}
      selected={String(value?.[key] ?? "")}
      asking={asking}
      onSelect={(chosen) => change({ type, [key]: chosen })}
    />
  );
}
