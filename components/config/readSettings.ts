import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../cluster/problem";
import { describeProblem } from "../cluster/problem";
import { messageOf } from "../operations/messageOf";
import type { Credentials } from "../operations/runSpec";
import { parseConfig } from "./parseConfig";
import type { StackConfig, StackSettings } from "./stackConfig";

const OBJECT_KEYS = ["hosts", "replicas", "allowSharedDomain", "directives", "ssh"];
const TEXT_KEYS = ["directory", "serverCommand", "onDestroy"];

/**
 * Reads the stack's configuration as Pulumi.yaml describes it.
 *
 * @throws pulumi.RunError with every problem on a line of its own, before anything is touched.
 */
export async function readSettings(config: pulumi.Config): Promise<StackSettings> {
  const parsed = parseConfig(rawConfig(config));
  if ("problems" in parsed) throw refusal(parsed.problems);
  const [sshPrivateKey, sshPassword, password] = await Promise.all(
    ["sshPrivateKey", "sshPassword", "password"].map((key) => secretOf(config, key)),
  );
  const credentials = credentialsOf(parsed.config, sshPrivateKey, sshPassword);
  if (/[\p{Cc}]/u.test(password ?? "")) {
    throw refusal([{ subject: "password", reason: "must be one line without control characters" }]);
  }
  return { config: parsed.config, credentials, ...(password ? { password } : {}) };
}

function rawConfig(config: pulumi.Config): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const key of OBJECT_KEYS) raw[key] = config.getObject(key);
  for (const key of TEXT_KEYS) raw[key] = config.get(key);
  return raw;
}

/** The plain text of a secret, for the look at the cluster that the program itself takes. */
async function secretOf(config: pulumi.Config, key: string): Promise<string | undefined> {
  const secret = config.getSecret(key);
  if (secret === undefined) return undefined;
  return new Promise((resolve) => {
    secret.apply(resolve);
  });
}

function credentialsOf(
  { privateKeyPath, agent }: StackConfig,
  sshPrivateKey: string | undefined,
  sshPassword: string | undefined,
): Credentials {
  const privateKey = sshPrivateKey || (privateKeyPath ? readKey(privateKeyPath) : undefined);
  if (privateKey === undefined && !sshPassword && !agent) {
    const reason =
      'names no way to log in: set privateKeyPath or agent there, or the secret "sshPrivateKey" or "sshPassword"';
    throw refusal([{ subject: "ssh", reason }]);
  }
  return {
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(sshPassword ? { password: sshPassword } : {}),
    agent,
  };
}

function readKey(path: string): string {
  try {
    return readFileSync(path.replace(/^~(?=\/)/, homedir()), "utf8");
  } catch (error) {
    const why = messageOf(error);
    throw refusal([
      { subject: "ssh.privateKeyPath", reason: `names a key that cannot be read: ${why}` },
    ]);
  }
}

function refusal(problems: readonly Problem[]): pulumi.RunError {
  const lines = problems.map((problem) => `\n  ${describeProblem(problem)}`).join("");
  return new pulumi.RunError(`Cannot use this configuration, and no host was touched:${lines}`);
}
