import { type FormEvent, useId, useState } from "react";
import { api } from "../api/client";
import type { FaultTarget } from "../api/types";
import { useLanguage, useStrings } from "../language";
import { useWorld } from "../world";
import { CHINESE_FAULTS } from "./chineseFaults";
import { parseParams } from "./parseParams";

interface Props {
  target: FaultTarget;
  name: string;
  description: string;
}

/** One kind of fault: what it does, and the form that switches it on. */
export function FaultRow({ target, name, description }: Props) {
  const strings = useStrings();
  const text = (useLanguage() === "zh-CN" && CHINESE_FAULTS[name]) || description;
  const { report } = useWorld();
  const id = useId();
  const [where, setWhere] = useState("");
  const [times, setTimes] = useState("");
  const [params, setParams] = useState("");
  const parsed = parseParams(params);

  const arm = (event: FormEvent) => {
    event.preventDefault();
    if (!parsed) return;
    const fault = {
      target,
      ...(where.trim() ? { where: where.trim() } : {}),
      ...(times ? { times: Number(times) } : {}),
      ...(Object.keys(parsed).length > 0 ? { params: parsed } : {}),
    };
    api.armFault(name, fault).catch(report);
  };
  return (
    <li>
      <details className="fault" data-testid={`fault-${name}`}>
        <summary>
          <strong>{name}</strong>
          <span className="choice-description">{text}</span>
        </summary>
        <form onSubmit={arm}>
          <label>
            {strings.faultWhere}
            <input
              className="field"
              value={where}
              placeholder={strings.faultWhereHint}
              data-testid={`fault-where-${name}`}
              onChange={(event) => setWhere(event.target.value)}
            />
          </label>
          <label>
            {strings.faultTimes}
            <input
              className="field"
              type="number"
              min={1}
              value={times}
              placeholder={strings.faultTimesHint}
              data-testid={`fault-times-${name}`}
              onChange={(event) => setTimes(event.target.value)}
            />
          </label>
          <label>
            {strings.faultParams}
            <input
              className="field"
              value={params}
              placeholder="{}"
              aria-invalid={parsed === null}
              aria-describedby={parsed ? undefined : id}
              data-testid={`fault-params-${name}`}
              onChange={(event) => setParams(event.target.value)}
            />
          </label>
          {parsed === null && (
            <p className="error" id={id} role="alert">
              {strings.badJson}
            </p>
          )}
          <button type="submit" className="button button-primary" data-testid={`fault-arm-${name}`} disabled={!parsed}>
            {strings.armFault}
          </button>
        </form>
      </details>
    </li>
  );
}
