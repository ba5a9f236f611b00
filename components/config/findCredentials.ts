import { readFileSync } from "node:fs";
import type { Credentials } from "../spec/runSpec";
import { CHOOSE_LOGIN } from "../text/cures/configCures";
import { expandHome } from "../text/expandHome";
import { messageOf } from "../text/messageOf";
import type { ConfigProblem } from "./configProblem";
import { privateKeyFault } from "./privateKeyFault";

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
    const reason = `has no login method: ${CHOOSE_LOGIN}`;
    return { problems: [{ path: "ssh", reason }] };
  }
  try {
    const privateKey = sshPrivateKey || (privateKeyPath ? readKey(privateKeyPath) : undefined);
    const fault = privateKey === undefined ? undefined : privateKeyFault(privateKey);
    if (fault !== undefined) return { problems: [keyProblem(methods, fault)] };
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

function keyProblem({ privateKeyPath, sshPrivateKey }: LoginMethods, fault: string): ConfigProblem {
  return sshPrivateKey
    ? { path: "sshPrivateKey", reason: fault }
    : { path: "ssh.privateKeyPath", reason: `(${privateKeyPath}) ${fault}` };
}

function readKey(path: string): string {
  return readFileSync(expandHome(path), "utf8");
}
