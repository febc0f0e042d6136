import { type FormEvent, useState } from "react";
import { api } from "../api/client";
import type { Channel } from "../api/types";
import { useStrings } from "../language";
import { useWorld } from "../world";

function ChannelRow({ channel }: { channel: Channel }) {
  const strings = useStrings();
  const { user, report } = useWorld();
  const change = (what: Partial<Channel>) => void api.changeChannel(channel.id, user.id, what).catch(report);
  const button = (label: string, testId: string, what: Partial<Channel>) => (
    <button
      type="button"
      className="button button-small"
      aria-label={strings.inChannel(label, channel.name)}
      data-testid={`${testId}-${channel.id}`}
      onClick={() => change(what)}
    >
      {label}
    </button>
  );
  return (
    <li className="channel-row">
      <span className="channel-row-name">{`${channel.is_private ? "🔒" : "#"} ${channel.name}`}</span>
      {channel.is_member
        ? button(strings.removeBot, "bot-remove", { is_member: false })
        : button(strings.addBot, "bot-add", { is_member: true })}
      {channel.is_archived
        ? button(strings.unarchive, "unarchive", { is_archived: false })
        : button(strings.archive, "archive", { is_archived: true })}
    </li>
  );
}

/** Create and archive channels; put the bot into them and take it out. */
export function ChannelControls() {
  const strings = useStrings();
  const { state, report } = useWorld();
  const [name, setName] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const create = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (!wanted) return;
    api.createChannel(wanted, isPrivate).then(() => setName(""), report);
  };
  return (
    <section className="control" aria-labelledby="control-channels">
      <h3 id="control-channels">{strings.manageChannels}</h3>
      <ul className="channel-rows">
        {state.channels
          .filter((channel) => !channel.im_user)
          .map((channel) => (
            <ChannelRow key={channel.id} channel={channel} />
          ))}
      </ul>
      <form className="button-row" onSubmit={create}>
        <input
          className="field grow"
          aria-label={strings.newChannel}
          placeholder={strings.newChannel}
          value={name}
          data-testid="new-channel"
          onChange={(event) => setName(event.target.value)}
        />
        <label className="choice">
          <input type="checkbox" checked={isPrivate} onChange={(event) => setPrivate(event.target.checked)} />
          <span>{strings.makePrivate}</span>
        </label>
        <button type="submit" className="button" data-testid="create-channel">
          {strings.create}
        </button>
      </form>
    </section>
  );
}
