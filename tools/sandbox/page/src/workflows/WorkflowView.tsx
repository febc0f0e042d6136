import { useId, useState } from "react";
import { api } from "../api/client";
import { useStream } from "../api/stream";
import type { Workflows } from "../api/types";
import { useFresh } from "../api/useFresh";
import { useStrings } from "../language";
import { Labelled } from "../ui/Labelled";
import { useWorld } from "../world";
import { RunView } from "./RunView";
import { StepForm } from "./StepForm";

/** The steps that the bot offers Workflow Builder: have a workflow reach one, and see its outputs. */
export function WorkflowView() {
  const strings = useStrings();
  const { user, report } = useWorld();
  const id = useId();
  const [workflows, look] = useFresh<Workflows | null>(api.workflows, report, null);
  const [chosen, setChosen] = useState("");
  useStream((event) => {
    if (event.type === "workflow") look();
  }, look);
  const step = workflows?.steps.find((each) => each.id === chosen) ?? workflows?.steps[0];
  return (
    <div className="place" tabIndex={0} role="region" aria-label={strings.workflows} data-testid="workflows">
      <p className="quiet">{strings.workflowsNote}</p>
      {step && workflows && (
        <section aria-label={strings.step}>
          <Labelled id={`${id}-step`} label={strings.step}>
            <select
              id={`${id}-step`}
              className="select"
              value={step.id}
              data-testid="step"
              onChange={(event) => setChosen(event.target.value)}
            >
              {workflows.steps.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.title}
                </option>
              ))}
            </select>
          </Labelled>
          <p className="quiet">{step.description}</p>
          <StepForm
            key={step.id}
            step={step}
            onRun={(inputs, scheduled) =>
              void api.runStep(scheduled ? null : user.id, step.id, inputs).then(look, report)
            }
          />
        </section>
      )}
      <section aria-labelledby={`${id}-runs`}>
        <h2 id={`${id}-runs`}>{strings.runsTitle}</h2>
        <ul className="runs" aria-live="polite">
          {workflows?.runs.map((run) => (
            <RunView key={run.id} run={run} step={workflows.steps.find((each) => each.id === run.function)} />
          ))}
        </ul>
        {workflows?.runs.length === 0 && <p className="quiet">{strings.noRuns}</p>}
      </section>
    </div>
  );
}
