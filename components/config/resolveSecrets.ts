import { knownValue } from "../pulumi/knownValue";
import type { RedisClusterArgs } from "../redisClusterArgs";
import type { Credentials } from "../spec/runSpec";
import { rejected } from "./checkArgs";
import { findCredentials } from "./findCredentials";
import { passwordProblems } from "./passwordProblems";
import type { StackConfig } from "./stackConfig";

/** What a run on the cluster needs besides its configuration. */
export interface Secrets {
  readonly credentials: Credentials;
  /** requirepass of every node. */
  readonly password?: string;
}

/**
 * Waits for the secrets, which may be outputs of other resources.
 *
 * @returns undefined in a preview that cannot know one of them yet.
 * @throws pulumi.RunError if there is no login method, or if a secret is not accepted.
 */
export async function resolveSecrets(
  args: RedisClusterArgs,
  { privateKeyPath, agent }: StackConfig,
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
  const problems = [...("problems" in login ? login.problems : []), ...passwordProblems(password)];
  if (!("credentials" in login) || problems.length > 0) throw rejected(problems);
  return { credentials: login.credentials, ...(password === undefined ? {} : { password }) };
}
