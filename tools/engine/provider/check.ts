import {
  CONNECTION_DEFAULTS,
  CONNECTION_FIELDS,
  type CommandType,
  type Kind,
  LOCAL_FIELDS,
  REMOTE_FIELDS,
} from "./fields";

import {
  isInternal,
  isObject,
  isSecret,
  type Properties,
  toSecret,
  UNKNOWN,
  type Value,
} from "./value";

/** One refused input: its path, `"connection.port"`, and why. */
export interface Failure {
  property: string;
  reason: string;
}

/**
 * Validates a resource's inputs and fills in their defaults. `connection` comes back marked secret;
 * a reason never holds a value, as the real provider's may (pulumi-command#773).
 */
export function check(
  type: CommandType,
  news: Properties,
): { inputs: Properties; failures: Failure[] } {
  const inputs = withoutNulls(news);
  const { connection, ...others } = inputs;
  const failures =
    type === "local"
      ? checkFields(inputs, LOCAL_FIELDS, "")
      : [...checkFields(others, REMOTE_FIELDS, ""), ...checkConnection(connection)];
  if (failures.length > 0) return { inputs: news, failures };

  inputs["addPreviousOutputInEnv"] ??= true;
  if (connection !== undefined) inputs["connection"] = toSecret(withDefaults(connection));
  return { inputs, failures };
}

function checkConnection(connection: Value | undefined): Failure[] {
  if (connection === undefined) return [{ property: "connection", reason: "is missing" }];
  const known = isSecret(connection) && isObject(connection) ? connection["value"] : connection;
  if (known === UNKNOWN) return [];
  if (!isObject(known)) return [{ property: "connection", reason: "must be an object" }];
  const failures = checkFields(withoutNulls(known), CONNECTION_FIELDS, "connection.");
  if ((known["host"] ?? null) === null) {
    failures.push({ property: "connection.host", reason: "is missing" });
  }
  return failures;
}

function checkFields(
  given: Properties,
  fields: Readonly<Record<string, Kind>>,
  prefix: string,
): Failure[] {
  return Object.entries(given).flatMap(([key, value]) => {
    if (isInternal(key)) return [];
    const kind = fields[key];
    const reason =
      kind === undefined ? "is not an input that this engine serves" : mismatch(kind, value);
    return reason === undefined ? [] : [{ property: prefix + key, reason }];
  });
}

function withDefaults(connection: Value): Value {
  if (!isObject(connection)) return connection;
  if (isSecret(connection)) {
    return { ...connection, value: withDefaults(connection["value"] ?? null) };
  }
  return { ...CONNECTION_DEFAULTS, ...withoutNulls(connection) };
}

function withoutNulls(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
}

const LOGGING = ["stdout", "stderr", "stdoutAndStderr", "none"];

/** Says what the value should have been, or undefined when it is that. It never names the value. */
function mismatch(kind: Kind, value: Value): string | undefined {
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
