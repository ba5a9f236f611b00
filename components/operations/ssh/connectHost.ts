import { createRequire } from "node:module";
import type { Client, ConnectConfig } from "ssh2";
import type { Credentials, SshTarget } from "../../spec/runSpec";
import { REMOVE_HOST_KEY, replaceHostKey } from "../../text/cures/runCures";
import { messageOf } from "../../text/messageOf";
import { fingerprint, hostKey } from "./trust/hostKey";
import { knownHostsName } from "./trust/knownHosts";
import { limitConnect } from "./trust/limitConnect";
import { onlyHostKey } from "./trust/onlyHostKey";
import { UntrustedHost } from "./trust/untrustedHost";

/** ms for the connect, the key exchange and the login together. */
const LIMIT = 10_000;

/**
 * @param limits ms for the connect (default: that of all) and for all (default: 10000)
 * @throws UntrustedHost for another key than the known one, else Error with the target
 */
export function connectHost(
  target: SshTarget,
  credentials: Credentials,
  { connectLimit, limit = LIMIT }: { readonly connectLimit?: number; readonly limit?: number } = {},
): Promise<Client> {
  // Loaded on demand: an inspection of nodes that all answer never needs it.
  const ssh2: typeof import("ssh2") = createRequire(__filename)("ssh2");
  const client = new ssh2.Client();
  let presented: Buffer | undefined;
  const keepKey = (key: Buffer) => {
    presented = key;
  };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(failureOf(error, { target, presented }));
    client.once("ready", () => resolve(client));
    client.on("error", fail);
    if (connectLimit !== undefined) limitConnect(client, connectLimit);
    try {
      client.connect({
        ...loginOf(target, credentials),
        ...(target.hostKey === undefined ? {} : onlyHostKey(target.hostKey, keepKey)),
        readyTimeout: limit,
      });
    } catch (error) {
      // A private key that cannot be read.
      return fail(error);
    }
    // Otherwise each small packet waits 40 ms for the acknowledgement of the one before.
    client.setNoDelay(true);
  });
}

function loginOf(
  { address, port, user }: SshTarget,
  { privateKey, password, agent }: Credentials,
): ConnectConfig {
  const socket = agent ? process.env["SSH_AUTH_SOCK"] : undefined;
  return {
    host: address,
    port,
    username: user,
    // Detects a host that crashed within five seconds.
    keepaliveInterval: 1000,
    keepaliveCountMax: 5,
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(password === undefined ? {} : { password }),
    ...(socket === undefined ? {} : { agent: socket }),
  };
}

function failureOf(
  error: unknown,
  { target, presented }: { readonly target: SshTarget; readonly presented: Buffer | undefined },
): Error {
  const where = `${target.user}@${target.address} port ${target.port}`;
  const key = presented && hostKey(presented);
  // The two sides agree on the type of key before the host presents one.
  const hasNoSuchKey = key === undefined && isOfHandshake(error);
  const isUntrusted = hasNoSuchKey || (key !== undefined && key !== target.hostKey);
  if (target.hostKey !== undefined && isUntrusted) {
    const [found, cure] =
      key === undefined
        ? [`no key of that type (${messageOf(error)})`, REMOVE_HOST_KEY]
        : [fingerprint(key), replaceHostKey(`${knownHostsName(target)} ${key}`)];
    return new UntrustedHost(
      `The SSH host key of ${where} is not the known one. This may be a man-in-the-middle attack.\n` +
        `  presented  ${found}\n  known      ${fingerprint(target.hostKey)}\n` +
        `  Nothing was sent to the host. ${cure}`,
      { cause: error },
    );
  }
  const reason = isOfLogin(error)
    ? "the host accepts none of the configured login methods"
    : messageOf(error);
  return new Error(`Cannot reach ${where} by SSH: ${reason}`, { cause: error });
}

/** `ssh2` says with an error in which phase it arose. */
function isOfHandshake(error: unknown): boolean {
  return error instanceof Error && "level" in error && error.level === "handshake";
}

function isOfLogin(error: unknown): boolean {
  return error instanceof Error && "level" in error && error.level === "client-authentication";
}
