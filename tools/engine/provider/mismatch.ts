import type { Kind } from "./fields";
import { isObject } from "./values/isObject";
import { isSecret } from "./values/isSecret";
import { UNKNOWN, type Value } from "./values/value";

const LOGGING = ["stdout", "stderr", "stdoutAndStderr", "none"];

/** Says what the value should have been, or undefined when it is that. It never names the value. */
export function mismatch(kind: Kind, value: Value): string | undefined {
  if (value === UNKNOWN) return undefined;
  if (isObject(value) && isSecret(value)) return mismatch(kind, value["value"] ?? null);
  switch (kind) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === kind ? undefined : `must be a ${kind}`;
    case "strings":
      return Array.isArray(value) && value.every(isText) ? undefined : "must be a list of strings";
    case "stringMap":
      return isObject(value) && Object.values(value).every(isText)
        ? undefined
        : "must be an object of strings";
    case "any[]":
      return Array.isArray(value) ? undefined : "must be a list";
    case "logging":
      return typeof value === "string" && LOGGING.includes(value)
        ? undefined
        : `must be one of ${LOGGING.join(", ")}`;
    default:
      return kind satisfies never;
  }
}

function isText(value: Value): boolean {
  return mismatch("string", value) === undefined;
}
