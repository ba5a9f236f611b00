import type { AuthenticationType, ConnectConfig } from "ssh2";
import {
  hostKeyAlgorithms,
  onlyHostKey,
} from "../../../components/operations/ssh/trust/onlyHostKey";
import type { Connection } from "./connection";

/** The part of the `ssh2` package that is needed to read a key. */
export interface KeyParser {
  parseKey(text: string, passphrase?: string): object | Error;
}

/**
 * Turns a connection into what `ssh2` dials with. A key is tried first, else the agent, then the
 * password, which also answers every keyboard-interactive question.
 *
 * @throws SyntaxError for a private key or a host key that cannot be read; it never shows the key
 */
export function sshConfig(connection: Connection, parser: KeyParser): ConnectConfig {
  checkKey(connection, parser);
  const agent = connection.privateKey === undefined ? connection.agentSocketPath : undefined;
  const { privateKey, privateKeyPassword, password } = connection;
  return {
    host: connection.host,
    port: connection.port,
    username: connection.user,
    readyTimeout: connection.perDialTimeout * 1000,
    authHandler: authMethods(connection, agent),
    tryKeyboard: password !== undefined,
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(privateKeyPassword === undefined ? {} : { passphrase: privateKeyPassword }),
    ...(password === undefined ? {} : { password }),
    ...(agent === undefined ? {} : { agent }),
    ...(connection.hostKey === undefined ? {} : checkedHostKey(connection.hostKey)),
  };
}

function checkKey(connection: Connection, parser: KeyParser): void {
  if (connection.privateKey === undefined) return;
  const key = parser.parseKey(connection.privateKey, connection.privateKeyPassword);
  if (key instanceof Error) {
    throw new SyntaxError(
      `Cannot read connection.privateKey as it must be an OpenSSH or PEM key: ${key.message}`,
    );
  }
}

function authMethods(connection: Connection, agent: string | undefined): AuthenticationType[] {
  const methods: AuthenticationType[] = [
    ...(connection.privateKey === undefined ? [] : (["publickey"] as const)),
    ...(agent === undefined ? [] : (["agent"] as const)),
    ...(connection.password === undefined ? [] : (["password", "keyboard-interactive"] as const)),
  ];
  // The usual first try of "none" costs some 0.05 s on each connection.
  return methods.length > 0 ? methods : ["none"];
}

function checkedHostKey(line: string): ConnectConfig {
  const [type, blob] = line.trim().split(/\s+/);
  if (type === undefined || blob === undefined) {
    throw new SyntaxError(
      'Cannot read connection.hostKey as it must be one line "TYPE BASE64": no such line',
    );
  }
  if (hostKeyAlgorithms([type]).length === 0) {
    throw new SyntaxError(
      `Cannot use connection.hostKey as its type must be ed25519, ecdsa or rsa: "${type}"`,
    );
  }
  return onlyHostKey(`${type} ${blob}`, () => undefined);
}
