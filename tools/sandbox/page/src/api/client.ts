/** One function for each of the sandbox's control calls. */
import { TEAM } from "../place";
import type { SelectOption } from "../blocks/types";
import type {
  Channel,
  FaultTarget,
  Message,
  SandboxState,
  StateValue,
  StateValues,
  Surface,
  Tool,
  ToolAnswer,
  Views,
  Workflows,
} from "./types";

/** The sandbox refused a call, or could not be reached. */
export class SandboxError extends Error {}

/** The address of a control call, about the workspace that the page shows. */
export function control(path: string): string {
  if (!TEAM) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ team: TEAM }).toString()}`;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const request: RequestInit = { method };
  if (body !== undefined) {
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(control(path), request);
  } catch (reason) {
    throw new SandboxError(`${method} ${path}: ${String(reason)}`);
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const told = (answer as { error?: unknown } | null)?.error;
    throw new SandboxError(typeof told === "string" ? told : `${method} ${path}: ${response.status}`);
  }
  return answer as T;
}

const query = (values: Record<string, string>) => new URLSearchParams(values).toString();

const place = (surface: Surface) =>
  surface.kind === "message" ? { channel: surface.channel, message_ts: surface.ts } : { view_id: surface.viewId };

/** Whether the bot took it; `error` and `text` are what Slack would say when it did not. */
export interface Outcome {
  ok: boolean;
  error?: string;
  text?: string;
}

export interface ActionCall {
  user: string;
  surface: Surface;
  blockId: string;
  actionId: string;
  action: StateValue;
  state: StateValues;
}

export const api = {
  state: () => call<SandboxState>("GET", "sandbox/state"),
  messages: (channel: string, user: string, threadTs?: string) =>
    call<{ messages: Message[] }>(
      "GET",
      `sandbox/messages?${query({ channel, user, ...(threadTs ? { thread_ts: threadTs } : {}) })}`,
    ),
  views: (user: string) => call<Views>("GET", `sandbox/views?${query({ user })}`),
  openHome: (user: string) => call<unknown>("POST", "sandbox/home", { user }),
  post: (user: string, channel: string, text: string, threadTs?: string) =>
    call<unknown>("POST", "sandbox/messages", { user, channel, text, ...(threadTs ? { thread_ts: threadTs } : {}) }),
  command: (user: string, channel: string, text: string) =>
    call<Outcome>("POST", "sandbox/command", { user, channel, text }),
  action: ({ user, surface, blockId, actionId, action, state }: ActionCall) =>
    call<Outcome>("POST", "sandbox/action", {
      user,
      ...place(surface),
      block_id: blockId,
      action_id: actionId,
      action,
      state: { values: state },
    }),
  shortcut: (user: string, callbackId: string, message?: { channel: string; ts: string }) =>
    call<Outcome>("POST", "sandbox/shortcut", {
      user,
      callback_id: callbackId,
      ...(message ? { channel: message.channel, message_ts: message.ts } : {}),
    }),
  options: (user: string, surface: Surface, blockId: string, actionId: string, value: string) =>
    call<{ options: SelectOption[] }>("POST", "sandbox/options", {
      user,
      ...place(surface),
      block_id: blockId,
      action_id: actionId,
      value,
    }),
  submitView: (user: string, viewId: string, values: StateValues) =>
    call<Outcome>("POST", "sandbox/view/submit", {
      user,
      view_id: viewId,
      values,
    }),
  closeView: (user: string, viewId: string) => call<unknown>("POST", "sandbox/view/close", { user, view_id: viewId }),
  changeUser: (id: string, change: { locale: string }) =>
    call<unknown>("POST", `sandbox/users/${encodeURIComponent(id)}`, change),
  createChannel: (name: string, isPrivate: boolean) =>
    call<unknown>("POST", "sandbox/channels", { name, is_private: isPrivate }),
  changeChannel: (id: string, user: string, change: Partial<Pick<Channel, "is_archived" | "is_member">>) =>
    call<unknown>("POST", `sandbox/channels/${encodeURIComponent(id)}`, { ...change, user }),
  workflows: () => call<Workflows>("GET", "sandbox/workflows"),
  runStep: (user: string | null, step: string, inputs: Record<string, string>) =>
    call<unknown>("POST", "sandbox/workflows", { user, step, inputs }),
  stepOptions: (user: string, step: string, input: string, typed: string) =>
    call<{ options: SelectOption[] }>("POST", "sandbox/workflows/options", { user, step, input, query: typed }),
  tools: (user: string) => call<{ tools: Tool[] }>("GET", `sandbox/slackbot?${query({ user })}`),
  callTool: (user: string, tool: string, args: Record<string, unknown>) =>
    call<ToolAnswer>("POST", "sandbox/slackbot", { user, tool, arguments: args }),
  setClock: (iso: string) => call<{ now: string }>("POST", "sandbox/clock", { set: iso }),
  advanceClock: (seconds: number) => call<{ now: string }>("POST", "sandbox/clock", { advance_seconds: seconds }),
  armFault: (
    name: string,
    fault: { target: FaultTarget; where?: string; times?: number; params?: Record<string, unknown> },
  ) => call<unknown>("PUT", `sandbox/faults/${encodeURIComponent(name)}`, fault),
  clearFault: (name: string, target: FaultTarget) =>
    call<unknown>("DELETE", `sandbox/faults/${encodeURIComponent(name)}?${query({ target })}`),
  clearFaults: () => call<unknown>("DELETE", "sandbox/faults"),
};
