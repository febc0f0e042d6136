/** A tool's arguments as fields of a form. */
import type { JsonSchema, Tool } from "../api/types";

export interface Field {
  name: string;
  kind: "text" | "number" | "list" | "yes-no";
  required: boolean;
  hint: string;
}

const KINDS: Record<string, Field["kind"]> = { integer: "number", number: "number", array: "list", boolean: "yes-no" };

/** The fields, those that are needed first. */
export function fieldsOf(tool: Tool): Field[] {
  const required = new Set(tool.inputSchema.required ?? []);
  const fields = Object.entries(tool.inputSchema.properties ?? {}).map(([name, schema]: [string, JsonSchema]) => ({
    name,
    kind: KINDS[schema.type ?? ""] ?? ("text" as const),
    required: required.has(name),
    hint: schema.description ?? "",
  }));
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

/** The arguments for what was typed; an empty field is left out. */
export function argumentsOf(fields: Field[], typed: Record<string, string>): Record<string, unknown> {
  const filled = fields.filter((field) => (typed[field.name] ?? "").trim() !== "");
  return Object.fromEntries(filled.map((field) => [field.name, valueOf(field, (typed[field.name] ?? "").trim())]));
}

function valueOf(field: Field, text: string): unknown {
  if (field.kind === "number") return Number(text);
  if (field.kind === "yes-no") return text === "true";
  if (field.kind === "list") return text.split(/[\s,，、]+/).filter(Boolean);
  return text;
}
