import { utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost, type ScriptResult, SHELLS } from "../../../../support/scriptHost";
import { ADDRESS, PORT, runNode } from "../../../../support/scriptNode";

const UNUSED = "cluster_state:fail\r\ncluster_slots_assigned:0\r\ncluster_known_nodes:1\r\n";
const RECORD = "conf/cluster.json";
const DATA = `conf/${PORT}/appendonly.aof`;
const FILES = ["base", "instance", "ports", "server", "conf", "stop", "discard"];

describe.each(SHELLS)("discard.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
    host.write(RECORD, '{"format":1,"members":{}}\n');
    age(RECORD);
    expect(runNode(host, "create").code).toBe(0);
    host.write("CLUSTER", UNUSED);
    host.write("INFO", "# Keyspace\r\n");
  });
  afterEach(() => host.end());

  /** Makes a file a minute older. */
  function age(path: string): void {
    const before = new Date(Date.now() - 60_000);
    utimesSync(join(host.folder, path), before, before);
  }

  function call(name: string): ScriptResult {
    const variables = { DIRECTORY: host.directory, ADDRESS, SERVER: "redis-server", CONF: "" };
    const files = FILES.map((file) => `lib/${file}.sh`);
    return host.call(files, `choose_instance ${PORT}; ${name}`, variables);
  }

  /** Calls both, which must fail for this reason and leave server and files alone. */
  function expectKept(reason: string, calls: readonly string[] = ["discard"]): void {
    const before = host.files();
    for (const name of calls) {
      const { code, stderr } = call(name);
      expect({ code, stderr: stderr.replaceAll(host.folder, "") }).toEqual({
        code: 1,
        stderr: `${reason}\n`,
      });
    }
    expect(host.files()).toEqual(before);
    expect(host.processes()).toHaveLength(1);
  }

  const BOTH = ["require_first_start", "discard"];

  test("stops an unused server and removes its identity and its data, nothing else", () => {
    const before = host.files();
    expect(call("require_first_start").code).toBe(0);
    expect(host.files()).toEqual(before);
    expect(host.processes()).toHaveLength(1);
    expect(call("discard")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(host.processes()).toEqual([]);
    const gone = [`${PORT}/${PORT}_node.conf`, `${PORT}/appendonly.aof`];
    expect(host.files()).toEqual(before.filter((file) => !gone.includes(file)));
  });

  test("keeps a server of a formed cluster, or of none that was claimed", () => {
    const missing = "the record of its host names members, or is missing";
    host.write(RECORD, `{"format":1,"members":{"${ADDRESS}:${PORT}":"aa"}}\n`);
    expectKept(missing, BOTH);
    host.remove(RECORD);
    expectKept(missing, BOTH);
  });

  test("keeps a server that was started before the claim, or on older data", () => {
    age(`conf/${PORT}/${PORT}.pid`);
    age(RECORD);
    host.write(RECORD, '{"format":1,"members":{}}\n');
    expectKept(`/conf/${PORT}/${PORT}.pid is older than the claim of the cluster`, BOTH);
  });

  test("keeps older data", () => {
    age(DATA);
    age(RECORD);
    const past = new Date(Date.now() - 30_000);
    utimesSync(join(host.folder, RECORD), past, past);
    expectKept(`/${DATA} is older than the claim of the cluster`, BOTH);
  });

  test.each([
    ["keys", UNUSED, "# Keyspace\r\ndb0:keys=1,expires=0,avg_ttl=0\r\n"],
    ["a peer", UNUSED.replace("nodes:1", "nodes:2"), "# Keyspace\r\n"],
    ["eleven nodes", UNUSED.replace("nodes:1", "nodes:11"), "# Keyspace\r\n"],
    ["a slot", UNUSED.replace("assigned:0", "assigned:5461"), "# Keyspace\r\n"],
    ["no answer on its keys", UNUSED, ""],
    ["no answer", "", ""],
  ])("keeps a server with %s", (_, cluster, info) => {
    host.write("CLUSTER", cluster);
    host.write("INFO", info);
    const { code, stderr } = call("discard");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^it has (keys|peers or slots, or does not answer: )/);
    expect(host.processes()).toHaveLength(1);
    expect(host.has(DATA)).toBe(true);
  });

  test("keeps the files of a node without a server", async () => {
    await host.endProcesses();
    const { code, stderr } = call("discard");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "no server with a PID file runs there\n" });
    expect(host.has(DATA)).toBe(true);
  });
});
