import type { Run, Step } from "../api/types";
import { useLanguage, useStrings } from "../language";
import { clockFace } from "../time/format";
import { useWorld } from "../world";

/** One run of a step: whether it waits, its outputs, or why it failed. */
export function RunView({ run, step }: { run: Run; step: Step | undefined }) {
  const strings = useStrings();
  const language = useLanguage();
  const { user } = useWorld();
  const titles = new Map([...(step?.inputs ?? []), ...(step?.outputs ?? [])].map((each) => [each.name, each.title]));
  const rows = Object.entries({ ...run.inputs, ...run.outputs });
  return (
    <li className="run" data-testid={`run-${run.id}`} data-status={run.status}>
      <p>
        <strong>{step?.title ?? run.function}</strong> <span className={`run-${run.status}`}>{strings.runs[run.status]}</span>{" "}
        <time className="quiet" dateTime={run.started_at}>
          {clockFace(new Date(run.started_at), user.tz, language)}
        </time>
      </p>
      {run.error && <p className="error">{run.error}</p>}
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{titles.get(name) ?? name}</dt>
            <dd data-testid={`value-${name}`}>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
