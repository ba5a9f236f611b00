import { readFileSync } from "node:fs";
import type { Credentials } from "../spec/runSpec";
import { expandHome } from "../text/expandHome";
import { messageOf } from "../text/messageOf";
import type { Problem } from "./problem";

/** The ways in that the configuration names; an empty text was not set. */
export interface LoginMethods {
  /** A file on the operator's machine, `~` for the home folder. */
  readonly privateKeyPath?: string;
  readonly agent: boolean;
  readonly sshPrivateKey: string;
  readonly sshPassword: string;
}

/** How to log in to the hosts, or why nobody can: no way named, or a key that cannot be read. */
export function findCredentials(
  ways: LoginMethods,
): { readonly credentials: Credentials } | { readonly problems: readonly Problem[] } {
  const { privateKeyPath, agent, sshPrivateKey, sshPassword } = ways;
  if (!sshPrivateKey && !privateKeyPath && !sshPassword && !agent) {
    const reason =
      'names no way to log in: set privateKeyPath or agent there, or the secret "sshPrivateKey" or "sshPassword"';
    return { problems: [{ subject: "ssh", reason }] };
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
    const reason = `names a key that cannot be read: ${messageOf(error)}`;
    return { problems: [{ subject: "ssh.privateKeyPath", reason }] };
  }
}

function readKey(path: string): string {
  return readFileSync(expandHome(path), "utf8");
}
