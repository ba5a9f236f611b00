import { readFileSync } from "node:fs";
import type { Credentials } from "../spec/runSpec";
import { expandHome } from "../text/expandHome";
import { messageOf } from "../text/messageOf";
import type { ConfigProblem } from "./configProblem";

/** The login methods of a configuration. An empty text counts as not set. */
export interface LoginMethods {
  /** A file on the machine that runs Pulumi; `~` is the home directory. */
  readonly privateKeyPath?: string;
  readonly agent: boolean;
  readonly sshPrivateKey?: string;
  readonly sshPassword?: string;
}

export function findCredentials(
  methods: LoginMethods,
): { readonly credentials: Credentials } | { readonly problems: readonly ConfigProblem[] } {
  const { privateKeyPath, agent, sshPrivateKey, sshPassword } = methods;
  if (!sshPrivateKey && !privateKeyPath && !sshPassword && !agent) {
    const reason =
      "has no login method: set ssh.privateKeyPath or ssh.agent, or the secret sshPrivateKey or sshPassword";
    return { problems: [{ path: "ssh", reason }] };
  }
  try {
    const privateKey = sshPrivateKey || (privateKeyPath ? readKey(privateKeyPath) : undefined);
    return {
      credentials: {
        ...(privateKey === undefined ? {} : { privateKey }),
        ...(sshPassword ? { password: sshPassword } : {}),
        agent,
      },
    };
  } catch (error) {
    const reason = `cannot be read: ${messageOf(error)}`;
    return { problems: [{ path: "ssh.privateKeyPath", reason }] };
  }
}

function readKey(path: string): string {
  return readFileSync(expandHome(path), "utf8");
}
