import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** As Pulumi's engine sends it. @see sdk/go/common/resource/plugin/rpc.go of pulumi/pulumi */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export type Properties = { [key: string]: Value };

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The value of `SIGNATURE` in a secret; the plain value has the key `value`. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value that is known only during `up`. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function fromStruct(struct: Struct | undefined): Properties {
  const properties: Properties = {};
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) {
    properties[key] = value as Value;
  }
  return properties;
}

export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}

/** True for a JSON object; a secret is one. */
export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True if the value itself is marked secret; one inside it may be marked as well. */
export function isSecret(value: Value | undefined): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

export function toSecret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Removes the marks of secrets at every depth. Only for running a command, never for a response. */
export function toPlain(value: Value): Value {
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isObject(value)) return value;
  if (isSecret(value)) return toPlain(value["value"] ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}

/** True for the inputs that Pulumi adds. */
export function isInternal(key: string): boolean {
  return key === "version" || key.startsWith("__");
}

/** Compares two values the way Pulumi does: a null in an object equals an absent key. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, i) => isSame(element, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((k) => isSame(a[k], b[k]));
  }
  return (a ?? null) === (b ?? null);
}
