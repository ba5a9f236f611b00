import type { Adoption, ClaimSpec } from "../../spec/claimSpec";
import type {
  Credentials,
  FailedStart,
  Migration,
  Ownership,
  RunHost,
  RunSpec,
  SshTarget,
} from "../../spec/runSpec";

/** By hand: a schema library starts slowly. @throws TypeError with the path, never the secret value */
export function parseRunSpec(json: string): RunSpec {
  const value = parseJson(json, "run");
  requireRunSpec(value);
  return value;
}

/** @throws TypeError with the path, never the secret value */
export function parseClaimSpec(json: string): ClaimSpec {
  const value = parseJson(json, "claim");
  requireClaimSpec(value);
  return value;
}

/** The parser's own error quotes the text, which holds the secrets. */
function parseJson(json: string, spec: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new TypeError(`Cannot read the ${spec} spec: standard input is not JSON`);
  }
}

function requireRunSpec(value: unknown): asserts value is RunSpec {
  const fault = RUN_SPEC(value, "");
  if (fault !== undefined) throw new TypeError(`Cannot read the run spec: ${fault}`);
}

function requireClaimSpec(value: unknown): asserts value is ClaimSpec {
  const fault = CLAIM_SPEC(value, "");
  if (fault !== undefined) throw new TypeError(`Cannot read the claim spec: ${fault}`);
}

/** Says what is wrong with the value at a path: `"hosts[0].address must be a string"`. */
type Check = (value: unknown, path: string) => string | undefined;

const TEXT = typed("string");
const NUMBER = typed("number");
const FLAG = typed("boolean");

const SSH_TARGET = record<SshTarget>({
  address: TEXT,
  port: NUMBER,
  user: TEXT,
  hostKey: optional(TEXT),
});
const HOST = record<RunHost>({
  address: TEXT,
  ports: list(NUMBER),
  domain: TEXT,
  ssh: SSH_TARGET,
});
const CREDENTIALS = record<Credentials>({
  privateKey: optional(TEXT),
  password: optional(TEXT),
  agent: optional(FLAG),
});
const RUN_SPEC = record<RunSpec>({
  hosts: list(HOST),
  replicas: NUMBER,
  allowSharedDomain: FLAG,
  directory: TEXT,
  serverCommand: TEXT,
  directives: dictionary(directive),
  password: optional(TEXT),
  credentials: CREDENTIALS,
  migration: optional(
    record<Migration>({ parallel: optional(NUMBER), keysPerSecond: optional(NUMBER) }),
  ),
  record: optional(record<Ownership>({ owner: TEXT, claim: TEXT })),
  failedStarts: optional(list(record<FailedStart>({ node: TEXT, reason: TEXT }))),
});
const CLAIM_SPEC = record<ClaimSpec>({
  hosts: list(HOST),
  directory: TEXT,
  serverCommand: TEXT,
  credentials: CREDENTIALS,
  adoption: optional(record<Adoption>({ from: TEXT, by: TEXT })),
  onDestroy: oneOf("keep", "delete"),
});

function typed(type: "string" | "number" | "boolean"): Check {
  return (value, path) => (typeof value === type ? undefined : `${path} must be a ${type}`);
}

function oneOf(...words: readonly string[]): Check {
  return (value, path) =>
    words.some((word) => word === value) ? undefined : `${path} must be ${words.join(" or ")}`;
}

function optional(check: Check): Check {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

function directive(value: unknown, path: string): string | undefined {
  const isText = [value].flat().every((item) => typeof item === "string");
  return isText ? undefined : `${path} must be a string or a list of strings`;
}

function list(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list`;
    return firstFault(value.map((item, index) => check(item, `${path}[${index}]`)));
  };
}

function dictionary(check: Check): Check {
  return (value, path) => {
    if (!isObject(value)) return `${path} must be an object`;
    return firstFault(Object.entries(value).map(([key, item]) => check(item, `${path}.${key}`)));
  };
}

/** An object with a check for each field of `T`, so that the compiler names a field without one. */
function record<T>(fields: { readonly [K in keyof Required<T>]: Check }): Check {
  return (value, path) => {
    if (!isObject(value)) return `${path || "it"} must be an object`;
    const checks = Object.entries<Check>(fields);
    const inner = path === "" ? "" : `${path}.`;
    return firstFault(checks.map(([key, check]) => check(value[key], `${inner}${key}`)));
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function firstFault(faults: readonly (string | undefined)[]): string | undefined {
  return faults.find((fault) => fault !== undefined);
}
