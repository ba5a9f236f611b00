import type { Properties, Value } from "./value";

/** Tells a JSON object from an array, null and the simple values. */
export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
