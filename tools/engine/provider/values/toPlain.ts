import { isObject } from "./isObject";
import { isSecret } from "./isSecret";
import type { Value } from "./value";

/** Takes the marks of secrets away, at every depth. For use in a command, never for an answer. */
export function toPlain(value: Value): Value {
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isObject(value)) return value;
  if (isSecret(value)) return toPlain(value["value"] ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}
