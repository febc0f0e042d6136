/** What the sandbox's control side sends and takes. */
import type { Block } from "../blocks/types";

export interface User {
  id: string;
  name: string;
  real_name: string;
  locale: string;
  tz: string;
  is_admin: boolean;
}

export interface Channel {
  id: string;
  name: string;
  is_member: boolean;
  is_archived: boolean;
  is_private: boolean;
  /** The person at the other end, when it is a direct message with the bot. */
  im_user?: string | null;
}

export interface SlashCommand {
  command: string;
  usage_hint: string;
  description: string;
}

export interface Shortcut {
  name: string;
  type: "message" | "global";
  callback_id: string;
  description: string;
}

export interface Bot {
  user_id: string;
  name: string;
  commands: SlashCommand[];
  shortcuts: Shortcut[];
  mode: "http" | "socket";
  connected: boolean;
}

export interface Team {
  id: string;
  name: string;
}

export type FaultTarget = "slack" | "wechat";

export interface Fault {
  name: string;
  where: string;
  times: number | null;
  params: Record<string, unknown>;
}

export interface SandboxState {
  team: Team;
  /** All workspaces there are, this one among them. */
  teams: Team[];
  bot: Bot;
  users: User[];
  channels: Channel[];
  clock: { now: string };
  faults: Record<FaultTarget, Fault[]>;
  fault_catalogue: Record<FaultTarget, Record<string, string>>;
}

export interface MessageFile {
  id: string;
  name: string;
  mimetype: string;
  url: string;
  title: string;
  /** What a picture shows, for those who cannot see it. */
  alt_text: string;
}

export interface Message {
  ts: string;
  channel: string;
  user: string;
  username: string;
  text: string;
  blocks: Block[];
  ephemeral: boolean;
  thread_ts: string | null;
  reply_count: number;
  edited: boolean;
  files: MessageFile[];
  /** What people chose in its menus before. */
  state: { values: StateValues };
}

export interface View {
  id: string;
  type: "modal" | "home";
  title: unknown;
  submit: unknown;
  close: unknown;
  blocks: Block[];
  callback_id: string;
  private_metadata: string;
  hash: string;
  errors: Record<string, string>;
  /** What the server has seen of the person's input. */
  state: { values: StateValues };
}

export interface Views {
  modal: View | null;
  home: View | null;
}

/** A stateful element's value in the shape that `view.state.values` has. */
export type StateValue = { type: string } & Record<string, unknown>;

/** block_id -> action_id -> value. */
export type StateValues = Record<string, Record<string, StateValue>>;

/** Where an interactive element stands: on a message or in a view. */
export type Surface = { kind: "message"; channel: string; ts: string } | { kind: "view"; viewId: string };

/** A step's input or output. */
export interface Parameter {
  name: string;
  type: string;
  title: string;
  description: string;
  required: boolean;
  /** Whether the bot finds its options. */
  searched: boolean;
}

export interface Step {
  id: string;
  title: string;
  description: string;
  inputs: Parameter[];
  outputs: Parameter[];
}

export interface Run {
  id: string;
  /** The step's id. */
  function: string;
  inputs: Record<string, unknown>;
  started_at: string;
  status: "running" | "completed" | "failed";
  outputs: Record<string, unknown>;
  error: string;
}

export interface Workflows {
  steps: Step[];
  /** The newest first. */
  runs: Run[];
}

export interface JsonSchema {
  type?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** A tool that the bot offers Slackbot. */
export interface Tool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonSchema;
  annotations?: { readOnlyHint?: boolean };
}

export interface ToolAnswer {
  text: string;
  blocks: Block[];
  /** Why none of its blocks is shown. */
  refused: string;
  is_error: boolean;
}

export type StreamEvent =
  | { type: "workflow"; id: string }
  | { type: "message"; channel: string }
  | { type: "view"; user: string }
  | { type: "state" }
  | { type: "clock"; now: string };
