import { renderConf } from "./redisConf";

const RENDERED = [{}, { password: "any" }].flatMap((secret) =>
  renderConf({ address: "any", port: 1, directory: "/any", directives: {}, ...secret })
    .split("\n")
    .filter((line) => /^[a-z]/.test(line))
    .map((line) => line.replace(/ .*/, "")),
);

/** Of those the ones that a user may set too: a default, which the user's line overrides. */
const DEFAULTS = ["appendonly", "cluster-migration-barrier"];

/** Further directives that would change what a conf does, and with it what the stack promises. */
const RESERVED = [
  // Who the node is, and where clients and peers find it.
  "cluster-port",
  "unixsocket",
  "supervised",
  // Whose replica it is: in a cluster that is CLUSTER REPLICATE's.
  "replicaof",
  "slaveof",
  // Another login than the stack's.
  "masteruser",
  "user",
  "aclfile",
  // More configuration, code, or other names for the commands that the stack uses.
  "include",
  "loadmodule",
  "rename-command",
  "cluster-slave-no-failover",
];

const OWNED = new Set([...RENDERED, ...RESERVED].filter((name) => !DEFAULTS.includes(name)));

/** True if the stack decides this directive itself, including all of `tls-*` and `cluster-announce-*`. */
export function isOwned(directive: string): boolean {
  return OWNED.has(directive) || /^(tls|cluster-announce)-/.test(directive);
}
