import { useCallback, useEffect, useId, useState } from "react";
import { api, SandboxError } from "../api/client";
import type { Tool, ToolAnswer } from "../api/types";
import { useStrings } from "../language";
import { Labelled } from "../ui/Labelled";
import { useWorld } from "../world";
import { ToolForm } from "./ToolForm";
import { ToolResult } from "./ToolResult";

/** In real Slack a model picks the tool; here the person does. */
export function SlackbotView() {
  const strings = useStrings();
  const { user } = useWorld();
  const id = useId();
  const [tools, setTools] = useState<Tool[] | null>(null);
  const [name, setName] = useState("");
  const [answer, setAnswer] = useState<ToolAnswer | null>(null);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const fail = useCallback((problem: unknown) => {
    setTrouble(problem instanceof SandboxError ? problem.message : String(problem));
  }, []);
  useEffect(() => {
    let current = true;
    setAnswer(null);
    setTrouble("");
    api.tools(user.id).then(
      (found) => current && setTools(found.tools),
      (problem: unknown) => current && fail(problem),
    );
    return () => {
      current = false;
    };
  }, [user.id, fail]);
  const call = useCallback(
    (tool: string, args: Record<string, unknown>) => {
      setBusy(true);
      setTrouble("");
      api
        .callTool(user.id, tool, args)
        .then(setAnswer, fail)
        .finally(() => setBusy(false));
    },
    [user.id, fail],
  );
  const tool = tools?.find((each) => each.name === name) ?? tools?.[0];
  return (
    <div className="place" tabIndex={0} role="region" aria-label={strings.askSlackbot} data-testid="slackbot">
      <p className="quiet">{strings.slackbotNote}</p>
      {trouble && (
        <p className="error" role="alert" data-testid="slackbot-trouble">
          {strings.slackbotTrouble(trouble)}
        </p>
      )}
      {tool && tools && (
        <section aria-label={strings.tool}>
          <Labelled id={`${id}-tool`} label={strings.tool}>
            <select
              id={`${id}-tool`}
              className="select"
              value={tool.name}
              data-testid="slackbot-tool"
              onChange={(event) => setName(event.target.value)}
            >
              {tools.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.title ? `${each.title} · ${each.name}` : each.name}
                </option>
              ))}
            </select>
          </Labelled>
          <p className="quiet" data-testid="slackbot-about">
            {tool.annotations?.readOnlyHint ? strings.readsOnly : strings.asksFirst} {tool.description}
          </p>
          <ToolForm key={tool.name} tool={tool} busy={busy} onCall={(args) => call(tool.name, args)} />
        </section>
      )}
      <section className="result" aria-live="polite" aria-busy={busy} aria-label={strings.result}>
        {answer && <ToolResult answer={answer} onCall={call} />}
      </section>
    </div>
  );
}
