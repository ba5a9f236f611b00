import { CONNECTION_DEFAULTS } from "./fields";
import { isObject, type Properties, type Value } from "./value";

/** How to reach a host. It holds plain keys and passwords: never print it. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  /** The private key's text. */
  privateKey: string | undefined;
  agentSocket: string | undefined;
  /** One authorized-keys line; without it the host's key is not verified. */
  hostKey: string | undefined;
  /** Further attempts after the first. */
  dialErrorLimit: number;
  /** Seconds for each attempt. */
  perDialTimeout: number;
}

/** Reads a plain `connection` that Check accepted; the agent's socket is in the environment. */
export function connectionOf(value: Value, environment = process.env): Connection {
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
    agentSocket: environment["SSH_AUTH_SOCK"] || undefined,
    hostKey: text("hostKey"),
    dialErrorLimit: number("dialErrorLimit", CONNECTION_DEFAULTS.dialErrorLimit),
    perDialTimeout: number("perDialTimeout", CONNECTION_DEFAULTS.perDialTimeout),
  };
}
