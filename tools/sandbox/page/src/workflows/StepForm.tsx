import { type FormEvent, useEffect, useId, useState } from "react";
import { api } from "../api/client";
import type { Parameter, Step } from "../api/types";
import { asOption } from "../blocks/elements/NativeSelect";
import type { SelectOption } from "../blocks/types";
import { useStrings } from "../language";
import { Labelled } from "../ui/Labelled";
import { useWorld } from "../world";

interface Props {
  step: Step;
  onRun: (inputs: Record<string, string>, scheduled: boolean) => void;
}

/** The inputs of a step, as Workflow Builder asks for them, and the button that has a workflow reach it. */
export function StepForm({ step, onRun }: Props) {
  const strings = useStrings();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [scheduled, setScheduled] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRun(typed, scheduled);
  };
  return (
    <form className="place-form" onSubmit={submit}>
      {step.inputs.map((input) => (
        <StepInput
          key={input.name}
          step={step.id}
          input={input}
          value={typed[input.name] ?? ""}
          onValue={(value) => setTyped((before) => ({ ...before, [input.name]: value }))}
        />
      ))}
      <label className="choice">
        <input
          type="checkbox"
          checked={scheduled}
          data-testid="step-scheduled"
          onChange={(event) => setScheduled(event.target.checked)}
        />
        <span>{strings.onSchedule}</span>
      </label>
      <button type="submit" className="button button-primary" data-testid="step-run">
        {strings.runStep}
      </button>
    </form>
  );
}

interface InputProps {
  step: string;
  input: Parameter;
  value: string;
  onValue: (value: string) => void;
}

function StepInput({ step, input, value, onValue }: InputProps) {
  const strings = useStrings();
  const { state } = useWorld();
  const id = useId();
  const common = { id, required: input.required, "data-testid": `step-${input.name}`, "aria-describedby": `${id}-hint` };
  const choices = input.type.endsWith("channel_id")
    ? state.channels.filter((each) => !each.im_user).map((each): [string, string] => [each.id, `#${each.name}`])
    : input.type.endsWith("user_id")
      ? state.users.map((each): [string, string] => [each.id, each.real_name])
      : null;
  return (
    <Labelled id={id} label={input.title} optional={!input.required} hint={input.description}>
      {input.searched ? (
        <Searched common={common} step={step} input={input.name} value={value} onValue={onValue} />
      ) : choices ? (
        <select {...common} className="select" value={value} onChange={(event) => onValue(event.target.value)}>
          <option value="">{strings.choose}</option>
          {choices.map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          className="field"
          autoComplete="off"
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Labelled>
  );
}

interface SearchedProps {
  common: { id: string; required: boolean };
  step: string;
  input: string;
  value: string;
  onValue: (value: string) => void;
}

/** A select whose options the bot finds: narrowed down by typing, chosen from a list. */
function Searched({ common, step, input, value, onValue }: SearchedProps) {
  const strings = useStrings();
  const { user, report } = useWorld();
  const [query, setQuery] = useState("");
  const [options, setOptions] = useState<SelectOption[]>([]);
  useEffect(() => {
    let current = true;
    api.stepOptions(user.id, step, input, query).then((found) => current && setOptions(found.options), report);
    return () => {
      current = false;
    };
  }, [user.id, step, input, query, report]);
  return (
    <div className="searched">
      <input
        className="field"
        type="search"
        autoComplete="off"
        aria-label={strings.typeToSearch}
        placeholder={strings.typeToSearch}
        value={query}
        data-testid={`step-search-${input}`}
        onChange={(event) => setQuery(event.target.value)}
      />
      <select {...common} className="select" value={value} onChange={(event) => onValue(event.target.value)}>
        <option value="">{options.length ? strings.choose : strings.noOptions}</option>
        {options.map(asOption)}
      </select>
    </div>
  );
}
