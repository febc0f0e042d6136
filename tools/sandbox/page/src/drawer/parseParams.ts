/** A fault's parameters as they were typed: a JSON object, {} when nothing was; null when it is neither. */
export function parseParams(typed: string): Record<string, unknown> | null {
  if (!typed.trim()) return {};
  try {
    const value: unknown = JSON.parse(typed);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
