import { useMemo, useState } from "react";
import { SandboxError } from "../api/client";
import type { StateValues, ToolAnswer } from "../api/types";
import { Blocks } from "../blocks/BlockView";
import { stateOf } from "../blocks/initialValues";
import { SurfaceContext, type SurfaceContextValue } from "../blocks/surface";
import { useStrings } from "../language";
import { useWorld } from "../world";

const TOOL = "tool:";
/** A result stands in no message and in no view. */
const NOWHERE = { kind: "view", viewId: "" } as const;

interface Props {
  answer: ToolAnswer;
  onCall: (tool: string, args: Record<string, unknown>) => void;
}

/** The arguments that a button carries; null when it carries none. */
function carried(value: unknown): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(String(value));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** What a person reads of a tool's result: its blocks, or its text. Buttons call tools, and all others do nothing. */
export function ToolResult({ answer, onCall }: Props) {
  const strings = useStrings();
  const { channel, report } = useWorld();
  const [chosen, setChosen] = useState<StateValues>({});
  const { blocks } = answer;
  const surface = useMemo(
    (): SurfaceContextValue => ({
      surface: NOWHERE,
      values: stateOf(blocks, chosen, channel),
      errors: {},
      setValue: (blockId, actionId, value) =>
        setChosen((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } })),
      act: (_blockId, actionId, action) => {
        const args = actionId.startsWith(TOOL) ? carried(action["value"]) : null;
        if (args) onCall(actionId.slice(TOOL.length), args);
        else report(new SandboxError(strings.inertButton(actionId)));
      },
    }),
    [blocks, chosen, channel, onCall, report, strings],
  );
  return (
    <>
      {answer.refused && (
        <p className="error" role="alert" data-testid="slackbot-refused">
          {strings.blocksRefused(answer.refused)}
        </p>
      )}
      {blocks.length > 0 ? (
        <SurfaceContext value={surface}>
          <Blocks blocks={blocks} />
        </SurfaceContext>
      ) : (
        <p className={answer.is_error ? "result-text error" : "result-text"} data-testid="slackbot-text">
          {answer.text}
        </p>
      )}
    </>
  );
}
