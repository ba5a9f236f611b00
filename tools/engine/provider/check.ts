import type { CommandType } from "./commandType";
import {
  CONNECTION_DEFAULTS,
  CONNECTION_FIELDS,
  type Kind,
  LOCAL_FIELDS,
  REMOTE_FIELDS,
} from "./fields";
import { mismatch } from "./mismatch";
import { isInternal } from "./values/isInternal";
import { isObject } from "./values/isObject";
import { isSecret } from "./values/isSecret";
import { toSecret } from "./values/toSecret";
import { type Properties, UNKNOWN, type Value } from "./values/value";

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
