import { describe, expect, test } from "vitest";
import { isOwned } from "../../../components/host/ownedDirectives";
import { DIRECTIVES_MARK, renderConf } from "../../../components/host/redisConf";

const NODE = { address: "10.0.0.5", port: 7000, directory: "/root/conf", directives: {} };

/** The names of the directives that a conf sets before those of the user. */
function renderedNames(password: { password?: string }): string[] {
  const [own = ""] = renderConf({ ...NODE, ...password }).split(DIRECTIVES_MARK);
  return own
    .trim()
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "");
}

describe("isOwned()", () => {
  test("keeps every line of the stack from being overridden, but two defaults", () => {
    const names = new Set([...renderedNames({}), ...renderedNames({ password: "secret" })]);
    expect([...names].filter((name) => !isOwned(name))).toEqual([
      "appendonly",
      "cluster-migration-barrier",
    ]);
    expect(names.size).toBe(16);
  });

  test.each([
    ["make it a replica outside of the cluster", ["replicaof", "slaveof"]],
    ["give it another address for peers or clients", ["cluster-port", "cluster-announce-ip"]],
    ["encrypt ports that the stack speaks to in plain text", ["tls-port", "tls-cluster"]],
    ["change who may log in", ["user", "aclfile", "masteruser"]],
    ["load lines that the stack cannot see", ["include"]],
    ["take commands away that the stack needs", ["rename-command", "loadmodule"]],
    ["keep it from starting as a daemon that the stack finds", ["supervised", "unixsocket"]],
    ["set a rendered directive by its old name", ["cluster-slave-no-failover"]],
  ])("keeps from the user what would %s", (_, names) => {
    expect(names.filter((name) => !isOwned(name))).toEqual([]);
  });

  test("leaves the rest to the user, however similar the name", () => {
    const free = ["maxmemory", "save", "appendfsync", "io-threads", "ports", "xtls-port", "tls"];
    expect(free.filter(isOwned)).toEqual([]);
  });
});
