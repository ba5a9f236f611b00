import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/**
 * A property value as Pulumi's engine sends it: JSON, in which an object with the key `SIGNATURE`
 * stands for something that JSON lacks, and the text `UNKNOWN` for what is not known before `up`.
 *
 * @see sdk/go/common/resource/plugin/rpc.go and sdk/go/common/resource/properties.go of pulumi/pulumi
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** The inputs or the state of one resource. */
export type Properties = { [key: string]: Value };

/** The key that marks a special object. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The value of `SIGNATURE` in a secret, whose plain value lies beside it under `value`. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a value that is known only during `up`. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Tells a JSON object from an array, null and the simple values. */
export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether the value itself is marked secret; one inside it may still be. */
export function isSecret(value: Value | undefined): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** Tells the inputs that Pulumi adds for itself: `version`, and whatever begins with two underscores. */
export function isInternal(key: string): boolean {
  return key === "version" || key.startsWith("__");
}

/** Compares two values as Pulumi does: a null in an object is the same as an absent key. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, i) => isSame(element, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((k) => isSame(a[k], b[k]));
  }
  return (a ?? null) === (b ?? null);
}

/** Takes the marks of secrets away, at every depth. For use in a command, never for an answer. */
export function toPlain(value: Value): Value {
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isObject(value)) return value;
  if (isSecret(value)) return toPlain(value["value"] ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
}

/** Marks a value secret, once. */
export function toSecret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Reads a protobuf Struct as JSON; a missing one is empty. */
export function fromStruct(struct: Struct | undefined): Properties {
  const properties: Properties = {};
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) {
    properties[key] = value as Value;
  }
  return properties;
}

/** Writes JSON as a protobuf Struct. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}
