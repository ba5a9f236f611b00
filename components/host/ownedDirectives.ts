import { DECLARED_SETTINGS, settingPairs } from "../cluster/spec/temporarySettings";

/** The directives that the stack itself decides; set by hand they would break what it promises. */
const OWNED = [
  "port",
  "bind",
  "dir",
  "daemonize",
  "pidfile",
  "logfile",
  "cluster-enabled",
  "cluster-config-file",
  "cluster-port",
  "replicaof",
  "slaveof",
  "requirepass",
  "masterauth",
  "masteruser",
  "unixsocket",
  "supervised",
  "include",
  "loadmodule",
  "rename-command",
  "user",
  "aclfile",
  "protected-mode",
  "cluster-slave-no-failover",
  ...settingPairs(DECLARED_SETTINGS).map(([name]) => name),
];

/** Whether a directive is the stack's own, also by a prefix: `tls-*`, `cluster-announce-*`. */
export function isOwned(directive: string): boolean {
  return OWNED.includes(directive) || /^(tls|cluster-announce)-/.test(directive);
}
