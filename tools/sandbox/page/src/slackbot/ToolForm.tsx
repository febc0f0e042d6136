import { type FormEvent, useId, useState } from "react";
import type { Tool } from "../api/types";
import { useStrings } from "../language";
import { Labelled } from "../ui/Labelled";
import { argumentsOf, fieldsOf, type Field } from "./schema";

interface Props {
  tool: Tool;
  busy: boolean;
  onCall: (args: Record<string, unknown>) => void;
}

/** The arguments of a tool, and the button that calls it. */
export function ToolForm({ tool, busy, onCall }: Props) {
  const strings = useStrings();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const fields = fieldsOf(tool);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCall(argumentsOf(fields, typed));
  };
  return (
    <form className="place-form" onSubmit={submit}>
      {fields.map((field) => (
        <ArgumentField
          key={field.name}
          field={field}
          value={typed[field.name] ?? ""}
          onValue={(value) => setTyped({ ...typed, [field.name]: value })}
        />
      ))}
      <button type="submit" className="button button-primary" data-testid="slackbot-call" disabled={busy}>
        {strings.callTool}
      </button>
    </form>
  );
}

interface FieldProps {
  field: Field;
  value: string;
  onValue: (value: string) => void;
}

function ArgumentField({ field, value, onValue }: FieldProps) {
  const strings = useStrings();
  const id = useId();
  const hint = field.kind === "list" ? `${field.hint} ${strings.commaSeparated}` : field.hint;
  const common = {
    id,
    value,
    required: field.required,
    "aria-describedby": `${id}-hint`,
    "data-testid": `argument-${field.name}`,
  };
  return (
    <Labelled id={id} label={<code>{field.name}</code>} optional={!field.required} hint={hint}>
      {field.kind === "yes-no" ? (
        <select {...common} className="select" onChange={(event) => onValue(event.target.value)}>
          <option value="">–</option>
          <option value="true">true</option>
          <option value="false">false</option>
        </select>
      ) : (
        <input
          {...common}
          className="field"
          type={field.kind === "number" ? "number" : "text"}
          step="any"
          autoComplete="off"
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Labelled>
  );
}
