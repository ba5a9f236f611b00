import type { AuthenticationType, ConnectConfig } from "ssh2";
import {
  hostKeyAlgorithms,
  onlyHostKey,
} from "../../../components/operations/ssh/trust/onlyHostKey";
import type { Connection } from "./connection";

export interface KeyParser {
  parseKey(text: string): object | Error;
}

/** Private key or else agent, then password. @throws SyntaxError for an unreadable key, without the key */
export function sshConfig(connection: Connection, parser: KeyParser): ConnectConfig {
  checkKey(connection, parser);
  const { privateKey, password, hostKey } = connection;
  const agent = privateKey === undefined ? connection.agentSocket : undefined;
  return {
    host: connection.host,
    port: connection.port,
    username: connection.user,
    readyTimeout: connection.perDialTimeout * 1000,
    authHandler: authMethods(connection, agent),
    tryKeyboard: password !== undefined,
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(password === undefined ? {} : { password }),
    ...(agent === undefined ? {} : { agent }),
    ...(hostKey === undefined ? {} : checkedHostKey(hostKey)),
  };
}

function checkKey({ privateKey }: Connection, parser: KeyParser): void {
  if (privateKey === undefined) return;
  const key = parser.parseKey(privateKey);
  if (key instanceof Error) {
    throw new SyntaxError(
      `Cannot read connection.privateKey: ${key.message}. It must be an OpenSSH or PEM key without a passphrase`,
    );
  }
}

function authMethods(connection: Connection, agent: string | undefined): AuthenticationType[] {
  const methods: AuthenticationType[] = [
    ...(connection.privateKey === undefined ? [] : (["publickey"] as const)),
    ...(agent === undefined ? [] : (["agent"] as const)),
    ...(connection.password === undefined ? [] : (["password", "keyboard-interactive"] as const)),
  ];
  // ssh2 would first try "none", about 0.05 s on each connection.
  return methods.length > 0 ? methods : ["none"];
}

function checkedHostKey(line: string): ConnectConfig {
  const [type, blob] = line.trim().split(/\s+/);
  if (type === undefined || blob === undefined) {
    throw new SyntaxError('Cannot read connection.hostKey: it must be one line "TYPE BASE64"');
  }
  if (hostKeyAlgorithms([type]).length === 0) {
    throw new SyntaxError(
      `Cannot use connection.hostKey: its type is "${type}", it must be ed25519, ecdsa or rsa`,
    );
  }
  return onlyHostKey(`${type} ${blob}`, () => undefined);
}
