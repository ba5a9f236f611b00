import { knownValue } from "../pulumi/knownValue";
import type { RedisClusterArgs } from "../redisClusterArgs";
import type { Credentials } from "../spec/runSpec";
import { rejected } from "./checkArgs";
import { findCredentials } from "./findCredentials";
import { openHostProblems } from "./openHostProblems";
import { passwordProblems } from "./passwordProblems";
import type { StackConfig } from "./stackConfig";

export interface Secrets {
  readonly credentials: Credentials;
  readonly password?: string;
}

/** Returns undefined if a preview cannot know one yet. @throws pulumi.RunError if a secret is not accepted */
export async function resolveSecrets(
  args: RedisClusterArgs,
  { privateKeyPath, agent, hosts, allowNoPassword }: StackConfig,
): Promise<Secrets | undefined> {
  const values = await Promise.all(
    [args.sshPrivateKey, args.sshPassword, args.password].map(knownValue),
  );
  if (values.some(({ isKnown }) => !isKnown)) return undefined;
  const [sshPrivateKey, sshPassword, password] = values.map(({ value }) => value);
  const login = findCredentials({
    agent,
    ...(privateKeyPath === undefined ? {} : { privateKeyPath }),
    ...(sshPrivateKey === undefined ? {} : { sshPrivateKey }),
    ...(sshPassword === undefined ? {} : { sshPassword }),
  });
  const problems = [
    ...("problems" in login ? login.problems : []),
    ...passwordProblems(password),
    ...(password === undefined ? openHostProblems({ hosts, allowNoPassword }) : []),
  ];
  if (!("credentials" in login) || problems.length > 0) throw rejected(problems);
  return { credentials: login.credentials, ...(password === undefined ? {} : { password }) };
}
