import {
  CONNECTION_DEFAULTS,
  CONNECTION_FIELDS,
  type CommandType,
  FIELDS,
  type Fields,
  type Kind,
} from "./fields";
import {
  isInternal,
  isObject,
  isSecret,
  type Properties,
  toPlain,
  toSecret,
  UNKNOWN,
  type Value,
} from "./value";

/** One invalid input: its path, `"connection.port"`, and why. */
export interface Failure {
  property: string;
  reason: string;
}

/**
 * Fills in the defaults and returns `connection` as a secret. A reason never shows a value: an unknown key
 * may hold a private key (pulumi-command#773).
 */
export function check(
  type: CommandType,
  news: Properties,
): { inputs: Properties; failures: Failure[] } {
  const inputs = withoutNulls(news);
  inputs["addPreviousOutputInEnv"] ??= true;
  const { connection, ...others } = inputs;
  const failures =
    type === "local"
      ? checkFields(inputs, FIELDS.local)
      : [...checkFields(others, FIELDS.remote), ...checkConnection(connection)];
  if (failures.length > 0) return { inputs: news, failures };
  if (connection !== undefined) inputs["connection"] = toSecret(withDefaults(connection));
  return { inputs, failures };
}

/** Lists the inputs in a state that change what a command does and that this provider does not serve. */
export function unservedIn(type: CommandType, state: Properties): string[] {
  const connection = toPlain(state["connection"] ?? null);
  return [
    ...present(FIELDS[type], state),
    ...(isObject(connection) ? present(CONNECTION_FIELDS, connection) : []).map(
      (key) => `connection.${key}`,
    ),
  ];
}

function present({ unserved }: Fields, properties: Properties): string[] {
  return unserved.filter((key) => (properties[key] ?? null) !== null);
}

function checkConnection(connection: Value | undefined): Failure[] {
  if (connection === undefined) return [{ property: "connection", reason: "is missing" }];
  const known = isSecret(connection) && isObject(connection) ? connection["value"] : connection;
  if (known === UNKNOWN) return [];
  if (!isObject(known)) return [{ property: "connection", reason: "must be an object" }];
  const failures = checkFields(withoutNulls(known), CONNECTION_FIELDS).map(
    ({ property, reason }) => ({ property: `connection.${property}`, reason }),
  );
  if ((known["host"] ?? null) === null) {
    failures.push({ property: "connection.host", reason: "is missing" });
  }
  return failures;
}

function checkFields(given: Properties, { served, unserved }: Fields): Failure[] {
  return Object.entries(given).flatMap(([property, value]) => {
    if (isInternal(property)) return [];
    const kind = Object.hasOwn(served, property) ? served[property] : undefined;
    if (kind !== undefined) {
      const reason = mismatch(kind, value);
      return reason === undefined ? [] : [{ property, reason }];
    }
    return [
      { property, reason: unserved.includes(property) ? NOT_SERVED : "is not a known input" },
    ];
  });
}

const NOT_SERVED =
  "is not supported by this project's command provider. Install the Pulumi CLI, whose own provider supports it";

/** Returns what the value should have been, or undefined if it is that. */
function mismatch(kind: Kind, value: Value): string | undefined {
  if (value === UNKNOWN) return undefined;
  if (isObject(value) && isSecret(value)) return mismatch(kind, value["value"] ?? null);
  return RULES[kind].accepts(value) ? undefined : RULES[kind].reason;
}

interface Rule {
  readonly accepts: (value: Value) => boolean;
  readonly reason: string;
}

const LOGGING = ["stdout", "stderr", "stdoutAndStderr", "none"];

const RULES: Readonly<Record<Kind, Rule>> = {
  string: { accepts: isText, reason: "must be a string" },
  number: { accepts: (value) => typeof value === "number", reason: "must be a number" },
  count: {
    accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
    reason: "must be a whole number, 0 or more",
  },
  seconds: {
    accepts: (value) => typeof value === "number" && value > 0,
    reason: "must be a number of seconds above 0",
  },
  boolean: { accepts: (value) => typeof value === "boolean", reason: "must be a boolean" },
  false: {
    accepts: (value) => value === false,
    reason:
      "must be false: this project's command provider sends no environment variables to a host",
  },
  strings: {
    accepts: (value) => Array.isArray(value) && value.every(isText),
    reason: "must be a list of plain strings; to hide one, mark the whole list secret",
  },
  stringMap: {
    accepts: (value) => isObject(value) && Object.values(value).every(isText),
    reason: "must be an object of plain strings; to hide one, mark the whole object secret",
  },
  "any[]": { accepts: Array.isArray, reason: "must be a list" },
  logging: {
    accepts: (value) => isText(value) && LOGGING.includes(value),
    reason: `must be one of ${LOGGING.join(", ")}`,
  },
};

function isText(value: Value): value is string {
  return typeof value === "string";
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
