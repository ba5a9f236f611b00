import { expect, test } from "vitest";
import { isOwned } from "../../../components/host/ownedDirectives";

test.each([
  "port",
  "bind",
  "dir",
  "daemonize",
  "pidfile",
  "logfile",
  "cluster-enabled",
  "cluster-config-file",
  "cluster-port",
  "cluster-announce-ip",
  "cluster-announce-hostname",
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
  "tls-port",
  "tls-cluster",
  "protected-mode",
  "cluster-node-timeout",
  "repl-diskless-sync-delay",
  "cluster-replica-no-failover",
  "cluster-slave-no-failover",
])("isOwned() keeps %s for the stack", (directive) => {
  expect(isOwned(directive)).toBe(true);
});

test.each(["maxmemory", "save", "appendonly", "appendfsync", "io-threads", "ports", "xtls-port"])(
  "isOwned() leaves %s to the user",
  (directive) => {
    expect(isOwned(directive)).toBe(false);
  },
);
