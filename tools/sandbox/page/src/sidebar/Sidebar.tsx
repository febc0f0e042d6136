import { useEffect, useRef } from "react";
import type { Channel } from "../api/types";
import { useStrings } from "../language";
import { DIRECT, HOME, SLACKBOT, WORKFLOWS } from "../place";
import { Avatar } from "../ui/Avatar";
import { useWorld } from "../world";
import { ChannelLink } from "./ChannelLink";
import { Workspaces } from "./Workspaces";

interface Props {
  place: string;
  open: boolean;
  onPlace: (place: string) => void;
  onClose: () => void;
}

/** The workspace: its channels, the direct message with the bot, the bot's Home tab. */
export function Sidebar({ place, open, onPlace, onClose }: Props) {
  const strings = useStrings();
  const { state } = useWorld();
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (open) closer.current?.focus();
  }, [open]);
  const go = (to: string) => {
    onPlace(to);
    onClose();
  };
  const link = (to: string, label: string, testId: string) => (
    <li>
      <button
        type="button"
        className="side-link"
        aria-current={place === to ? "page" : undefined}
        data-testid={testId}
        onClick={() => go(to)}
      >
        <Avatar name={to === SLACKBOT || to === WORKFLOWS ? label : state.bot.name} bot small />
        <span className="side-name">{label}</span>
      </button>
    </li>
  );
  const channels: Channel[] = state.channels.filter((channel) => !channel.im_user);
  return (
    <nav
      className={open ? "sidebar sidebar-open" : "sidebar"}
      aria-label={strings.workspaceMenu}
      data-testid="sidebar"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className="side-head">
        <span className="workspace-name">{state.team.name}</span>
        <button
          ref={closer}
          type="button"
          className="icon-button side-close"
          aria-label={strings.closeMenu}
          onClick={onClose}
        >
          <span aria-hidden="true">×</span>
        </button>
      </div>
      <Workspaces />
      <h2 className="side-title" id="side-channels">
        {strings.channels}
      </h2>
      <ul aria-labelledby="side-channels">
        {channels.map((channel) => (
          <ChannelLink key={channel.id} channel={channel} current={place === channel.id} onGo={() => go(channel.id)} />
        ))}
      </ul>
      <h2 className="side-title" id="side-direct">
        {strings.directMessages}
      </h2>
      <ul aria-labelledby="side-direct">{link(DIRECT, state.bot.name, "direct-message")}</ul>
      <h2 className="side-title" id="side-apps">
        {strings.apps}
      </h2>
      <ul aria-labelledby="side-apps">
        {link(HOME, `${state.bot.name} · ${strings.home}`, "app-home")}
        {link(SLACKBOT, strings.askSlackbot, "ask-slackbot")}
        {link(WORKFLOWS, strings.workflows, "run-workflows")}
      </ul>
    </nav>
  );
}
