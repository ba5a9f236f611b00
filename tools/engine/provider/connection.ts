import { CONNECTION_DEFAULTS } from "./fields";
import { isObject, type Properties, type Value } from "./value";

/** How to reach a host. Only for use: it holds plain keys and passwords. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  /** The private key's text. */
  privateKey: string | undefined;
  privateKeyPassword: string | undefined;
  /** Path of an SSH agent's socket. */
  agentSocketPath: string | undefined;
  /** One authorized-keys line; without it the host's key is not verified. */
  hostKey: string | undefined;
  /** Tries after the first one; -1 for no end. */
  dialErrorLimit: number;
  /** Seconds for each try; 0 for no end. */
  perDialTimeout: number;
}

/** Reads a plain `connection`, of which Check saw to it that each part has its type. */
export function connection(value: Value): Connection {
  const given: Properties = isObject(value) ? value : {};
  const text = (key: string) => (typeof given[key] === "string" ? given[key] : undefined);
  const number = (key: keyof typeof CONNECTION_DEFAULTS, missing: number) =>
    typeof given[key] === "number" ? given[key] : missing;
  return {
    host: text("host") ?? "",
    port: Math.trunc(number("port", CONNECTION_DEFAULTS.port)),
    user: text("user") ?? CONNECTION_DEFAULTS.user,
    password: text("password"),
    privateKey: text("privateKey"),
    privateKeyPassword: text("privateKeyPassword"),
    // The real provider also asks an agent when a key is given, and fails on a dead socket; a key
    // is enough here.
    agentSocketPath: text("agentSocketPath") ?? process.env["SSH_AUTH_SOCK"],
    hostKey: text("hostKey"),
    dialErrorLimit: number("dialErrorLimit", CONNECTION_DEFAULTS.dialErrorLimit),
    perDialTimeout: number("perDialTimeout", CONNECTION_DEFAULTS.perDialTimeout),
  };
}
