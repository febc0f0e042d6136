import { api } from "../api/client";
import type { Fault, FaultTarget } from "../api/types";
import { useStrings } from "../language";
import { useWorld } from "../world";

/** The faults that are switched on, each with a button to clear it. */
export function ArmedFaults() {
  const strings = useStrings();
  const { state, report } = useWorld();
  const row = (target: FaultTarget, fault: Fault) => {
    const where = fault.where === "*" ? strings.everywhere : fault.where;
    const times = fault.times === null ? strings.untilCleared : strings.timesLeft(fault.times);
    const params = Object.keys(fault.params).length > 0 ? ` · ${JSON.stringify(fault.params)}` : "";
    return (
      <li key={`${target}-${fault.name}`} className="armed" data-testid={`armed-${fault.name}`}>
        <span>
          <strong>{fault.name}</strong>
          {` · ${strings.faultsOf[target]} · ${where} · ${times}${params}`}
        </span>
        <button
          type="button"
          className="button button-small"
          aria-label={strings.clearFault(fault.name)}
          onClick={() => void api.clearFault(fault.name, target).catch(report)}
        >
          {strings.clear}
        </button>
      </li>
    );
  };
  const { slack, wechat } = state.faults;
  if (slack.length + wechat.length === 0) return <p className="quiet">{strings.noFaults}</p>;
  return (
    <ul className="armed-list">
      {slack.map((fault) => row("slack", fault))}
      {wechat.map((fault) => row("wechat", fault))}
    </ul>
  );
}
