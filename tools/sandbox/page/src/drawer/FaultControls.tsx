import { useState } from "react";
import { api } from "../api/client";
import type { FaultTarget } from "../api/types";
import { useStrings } from "../language";
import { useWorld } from "../world";
import { ArmedFaults } from "./ArmedFaults";
import { FaultRow } from "./FaultRow";

const TARGETS: FaultTarget[] = ["slack", "wechat"];

/** What can go wrong on purpose, folded by service at first, and what is going wrong now. */
export function FaultControls() {
  const strings = useStrings();
  const { state, report } = useWorld();
  const [target, setTarget] = useState<FaultTarget | null>(null);
  return (
    <section className="control" aria-labelledby="control-faults">
      <h3 id="control-faults">{strings.faults}</h3>
      <h4>{strings.armedNow}</h4>
      <ArmedFaults />
      <button
        type="button"
        className="button button-small"
        data-testid="faults-clear-all"
        onClick={() => void api.clearFaults().catch(report)}
      >
        {strings.clearAll}
      </button>
      <div className="segments" role="group" aria-label={strings.faults}>
        {TARGETS.map((each) => (
          <button
            key={each}
            type="button"
            className="segment"
            aria-expanded={each === target}
            data-testid={`faults-of-${each}`}
            onClick={() => setTarget(each === target ? null : each)}
          >
            {`${each === target ? "▾" : "▸"} ${strings.faultsOf[each]}`}
          </button>
        ))}
      </div>
      {target && (
        <ul className="fault-list">
          {Object.entries(state.fault_catalogue[target]).map(([name, description]) => (
            <FaultRow key={`${target}-${name}`} target={target} name={name} description={description} />
          ))}
        </ul>
      )}
    </section>
  );
}
