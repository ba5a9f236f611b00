import * as pulumi from "@pulumi/pulumi";
import { refusal } from "../pulumi/refusal";
import { configSchema } from "./configSchema";
import { findCredentials } from "./findCredentials";
import { parseConfig } from "./parseConfig";
import { describeProblem, type Problem } from "./problem";
import type { StackSettings } from "./stackConfig";

const OBJECT_KEYS = ["hosts", "replicas", "allowSharedDomain", "directives", "ssh"];
const TEXT_KEYS = ["directory", "serverCommand", "onDestroy"];
const SECRET_KEYS = ["sshPrivateKey", "sshPassword", "password"];

/**
 * Reads the stack's configuration as Pulumi.yaml describes it.
 *
 * @throws pulumi.RunError with every problem on a line of its own, before anything is touched.
 */
export async function readSettings(config: pulumi.Config): Promise<StackSettings> {
  const raw = rawConfig(config);
  const [sshPrivateKey = "", sshPassword = "", password = ""] = await Promise.all(
    SECRET_KEYS.map((key) => secretOf(config, key)),
  );
  const ssh = configSchema.shape.ssh.safeParse(raw["ssh"]);
  const parsed = parseConfig(raw, SECRET_KEYS);
  const login = ssh.success
    ? findCredentials({ ...ssh.data, sshPrivateKey, sshPassword })
    : { problems: [] };
  const isOneLine = !/[\p{Cc}]/u.test(password);
  if (!("config" in parsed) || !("credentials" in login) || !isOneLine) {
    throw unusable([
      ...("problems" in parsed ? parsed.problems : []),
      ...("problems" in login ? login.problems : []),
      ...(isOneLine ? [] : [PASSWORD_OF_TWO_LINES]),
    ]);
  }
  return { ...parsed, ...login, ...(password ? { password } : {}) };
}

const PASSWORD_OF_TWO_LINES: Problem = {
  subject: "password",
  reason: "must be one line without control characters",
};

/** The plain part of the configuration, with the keys that nobody knows, so that they are named. */
function rawConfig(config: pulumi.Config): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  const prefix = `${config.name}:`;
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    if (key.startsWith(prefix)) raw[key.slice(prefix.length)] = null;
  }
  for (const key of SECRET_KEYS) delete raw[key];
  for (const key of OBJECT_KEYS) raw[key] = config.getObject(key);
  for (const key of TEXT_KEYS) raw[key] = config.get(key);
  return raw;
}

/** The plain text of a secret, for the look at the cluster that the program itself takes. */
async function secretOf(config: pulumi.Config, key: string): Promise<string> {
  const secret = config.getSecret(key);
  if (secret === undefined) return "";
  return new Promise((resolve) => {
    secret.apply(resolve);
  });
}

function unusable(problems: readonly Problem[]): pulumi.RunError {
  const lines = problems.map((problem) => `\n  ${describeProblem(problem)}`).join("");
  return refusal(`Cannot use this configuration, and no host was touched:${lines}`);
}
