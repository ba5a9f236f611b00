import * as pulumi from "@pulumi/pulumi";
import { userError } from "../pulumi/userError";
import type { RedisClusterArgs } from "../redisClusterArgs";
import { type ConfigProblem, describeConfigProblems } from "./configProblem";
import { findCredentials } from "./findCredentials";
import { parseConfig } from "./parseConfig";
import { passwordProblems } from "./passwordProblems";
import type { StackConfig } from "./stackConfig";

/** The arguments that may be outputs of other resources. */
const SECRETS = ["sshPrivateKey", "sshPassword", "password"] as const;

/** @throws pulumi.RunError that lists every problem with its path, before any host is contacted. */
export function checkArgs(args: RedisClusterArgs): StackConfig {
  const { sshPrivateKey, sshPassword, password, ...plain } = args;
  const outputs = outputPaths(plain);
  // The schema would describe the innards of an output.
  if (outputs.length > 0) throw rejected(outputs.map((path) => ({ path, reason: NO_OUTPUT })));
  const parsed = parseConfig(withoutUndefined(plain), { otherKeys: SECRETS, isOpen: !password });
  const isLoginKnown = [sshPrivateKey, sshPassword].every((text) => !isOutput(text));
  const problems = [
    ...("problems" in parsed ? parsed.problems : []),
    ...(isLoginKnown ? loginProblems(args) : []),
    ...passwordProblems(password),
  ];
  if ("config" in parsed && problems.length === 0) return parsed.config;
  throw rejected(problems);
}

const NO_OUTPUT = "must be a plain value: it decides which resources exist";

export function rejected(problems: readonly ConfigProblem[]): pulumi.RunError {
  return userError(describeConfigProblems(problems));
}

function loginProblems({
  ssh,
  sshPrivateKey,
  sshPassword,
}: RedisClusterArgs): readonly ConfigProblem[] {
  // Settings of a wrong type are reported by the schema.
  const { privateKeyPath, agent = false } = ssh ?? {};
  const isReadable = ["string", "undefined"].includes(typeof privateKeyPath);
  if (!isReadable || typeof agent !== "boolean") return [];
  const login = findCredentials({
    agent,
    ...(privateKeyPath === undefined ? {} : { privateKeyPath }),
    ...(typeof sshPrivateKey === "string" ? { sshPrivateKey } : {}),
    ...(typeof sshPassword === "string" ? { sshPassword } : {}),
  });
  return "problems" in login ? login.problems : [];
}

/** The paths of all outputs in `value`: `["hosts[0].address"]`. */
function outputPaths(value: unknown, path = ""): string[] {
  if (isOutput(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((one, i) => outputPaths(one, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    outputPaths(one, path === "" ? key : `${path}.${key}`),
  );
}

function isOutput(value: unknown): boolean {
  return pulumi.Output.isInstance(value);
}

function withoutUndefined(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
