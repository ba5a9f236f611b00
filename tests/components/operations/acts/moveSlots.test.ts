import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SlotRange } from "../../../../components/cluster/spec/slots";
import type { Step } from "../../../../components/cluster/steps/step";
import { NodeConnections } from "../../../../components/operations/redis/nodeConnections";
import { LockLost } from "../../../../components/operations/ssh/hostLock";
import { ActBench } from "../../../support/actBench";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

const NODES = ["source", "target", "third", "fourth"] as const;
type Node = (typeof NODES)[number];
const IDS = { source: "a".repeat(40), target: "b".repeat(40), third: "c".repeat(40), fourth: "d" };

let bench: ActBench;
let servers: ReadonlyMap<Node, FakeRedis>;
let connections: NodeConnections;
/** What the nodes were told, in order: `"target: CLUSTER SETSLOT 7 IMPORTING aaaa"`. */
let log: string[];
/** The keys of the source by slot. */
let keys: Map<string, string[]>;
/** What a node replies instead. */
let replies: Record<string, Reply>;
/** Called with each line of the log, before it is answered. */
let onCommand: (line: string) => void;

beforeEach(async () => {
  log = [];
  keys = new Map();
  replies = {};
  onCommand = () => undefined;
  bench = await ActBench.open();
  servers = new Map(
    await Promise.all(
      NODES.map(
        async (node) => [node, await FakeRedis.start((command) => answer(node, command))] as const,
      ),
    ),
  );
  connections = new NodeConnections(
    [...servers.values()].map(({ port }) => ({ address: "127.0.0.1", port, domain: "a" })),
    undefined,
  );
});
afterEach(async () => {
  connections.close();
  await Promise.all([...servers.values()].map((server) => server.end()));
  await bench.close();
});

function answer(node: Node, command: string): Reply {
  if (/^(client|info)\b/i.test(command)) return "OK";
  const line = `${node}: ${command}`;
  log.push(line);
  onCommand(line);
  const reply = replies[line];
  if (reply !== undefined) return reply;
  const [name, second, slot = ""] = command.split(" ");
  if (name === "FUNCTION") return new Error("ERR unknown command 'FUNCTION'");
  if (name === "COMMAND") return [null];
  if (second === "GETKEYSINSLOT") return keys.get(slot) ?? [];
  if (name === "MIGRATE") removeKeys(/ KEYS (.*)$/.exec(command)?.[1]?.split(" ") ?? []);
  return "OK";
}

function removeKeys(names: readonly string[]): void {
  keys = new Map([...keys].map(([slot, all]) => [slot, all.filter((key) => !names.includes(key))]));
}

function nameOf(node: Node): string {
  return `127.0.0.1:${servers.get(node)?.port}`;
}

async function perform(step: Step, password?: string): Promise<void> {
  const ids = new Map(NODES.map((node) => [nameOf(node), IDS[node]]));
  await bench.perform(step, { connections, ids, password });
}

function move(...slots: SlotRange[]): Step<"moveSlots"> {
  const others = [nameOf("third"), nameOf("fourth")];
  return { kind: "moveSlots", node: nameOf("source"), to: nameOf("target"), slots, others };
}

/** What the nodes were told about slots and keys. */
function told(): string[] {
  return log.filter((line) => !/: (FUNCTION|COMMAND)\b/.test(line));
}

function setSlots(node: Node, slots: readonly number[], state: string): string[] {
  return slots.map((slot) => `${node}: CLUSTER SETSLOT ${slot} ${state}`);
}

function keysIn(...slots: readonly number[]): string[] {
  return slots.map((slot) => `source: CLUSTER GETKEYSINSLOT ${slot} 100`);
}

describe("moveSlots key by key", () => {
  test("opens the slots at the target first, and tells their new owner there first", async () => {
    keys.set("8", ["x", "y"]);
    await perform(move({ start: 7, end: 8 }, { start: 11, end: 11 }), "pw");
    const slots = [7, 8, 11];
    const owner = `NODE ${IDS.target}`;
    const before = [
      ...setSlots("target", slots, `IMPORTING ${IDS.source}`),
      ...setSlots("source", slots, `MIGRATING ${IDS.target}`),
      ...keysIn(...slots),
      `source: MIGRATE 127.0.0.1 ${servers.get("target")?.port}  0 4000 AUTH pw KEYS x y`,
      ...keysIn(8),
      ...setSlots("target", slots, owner),
      ...setSlots("source", slots, owner),
    ];
    expect(told().slice(0, before.length)).toEqual(before);
    // The others learn it at the same time.
    const after = told().slice(before.length);
    expect(after.sort()).toEqual(
      [...setSlots("third", slots, owner), ...setSlots("fourth", slots, owner)].sort(),
    );
    expect(bench.told).toEqual(["begin 3", "moved 3 2"]);
  });

  test("has 32 slots open at a time, and tells how far it is", async () => {
    keys.set("2", ["x"]);
    keys.set("69", ["y", "z"]);
    await perform(move({ start: 0, end: 69 }));
    const states = told().flatMap((line) => /^target: .* (IMPORTING|NODE) /.exec(line)?.[1] ?? []);
    const batch = (size: number) =>
      ["IMPORTING", "NODE"].flatMap((state) => Array<string>(size).fill(state));
    expect(states).toEqual([32, 32, 6].flatMap(batch));
    expect(bench.told).toEqual(["begin 70", "moved 32 1", "moved 32 0", "moved 6 2"]);
  });

  test.each(["source", "target"] as const)(
    "is the way if only the %s offers more",
    async (node) => {
      replies[`${node}: COMMAND INFO cluster|migrateslots`] = [["cluster|migrateslots"]];
      await perform(move({ start: 7, end: 7 }));
      expect(told().slice(0, 2)).toEqual([
        ...setSlots("target", [7], `IMPORTING ${IDS.source}`),
        ...setSlots("source", [7], `MIGRATING ${IDS.target}`),
      ]);
    },
  );

  test("goes on with no further slots once the lock is lost", async () => {
    // While the first 32 slots get their new owner.
    onCommand = (line) => {
      if (line === `source: CLUSTER SETSLOT 31 NODE ${IDS.target}`) bench.isLockLost = true;
    };
    await expect(perform(move({ start: 0, end: 63 }))).rejects.toThrow(LockLost);
    expect(bench.told).toEqual(["begin 64", "moved 32 0"]);
    expect(told().filter((line) => / SETSLOT (3[2-9]|[456]\d) /.test(line))).toEqual([]);
  });

  test("does not begin without the lock", async () => {
    bench.isLockLost = true;
    await expect(perform(move({ start: 7, end: 7 }))).rejects.toThrow(LockLost);
    expect(told()).toEqual([]);
  });

  test("does not change the owner if a key cannot be moved", async () => {
    keys.set("7", ["x"]);
    const { port } = servers.get("target") ?? {};
    replies[`source: MIGRATE 127.0.0.1 ${port}  0 4000 KEYS x`] = new Error("ERR replied: OOM");
    await expect(perform(move({ start: 7, end: 7 }))).rejects.toThrow(
      new Error(
        `Cannot move 1 slot from ${nameOf("source")} to ${nameOf("target")}: ERR replied: OOM`,
      ),
    );
    expect(told().filter((line) => line.includes(" NODE "))).toEqual([]);
    expect(bench.told).toEqual(["begin 1"]);
  });

  test("goes on if the source lost its last slot and has become a replica of the target", async () => {
    replies[`source: CLUSTER SETSLOT 7 NODE ${IDS.target}`] = new Error(
      "ERR You can use SETSLOT only with masters.",
    );
    await perform(move({ start: 7, end: 7 }));
    expect(told()).toContain(`third: CLUSTER SETSLOT 7 NODE ${IDS.target}`);
    expect(bench.told).toEqual(["begin 1", "moved 1 0"]);
  });

  test("fails if the source rejects the new owner for another reason", async () => {
    replies[`source: CLUSTER SETSLOT 7 NODE ${IDS.target}`] = new Error("ERR Unknown node");
    await expect(perform(move({ start: 7, end: 7 }))).rejects.toThrow(/: ERR Unknown node$/);
    expect(told().filter((line) => line.startsWith("third: "))).toEqual([]);
  });

  test("does not tell the source who owns a slot that the target does not take", async () => {
    replies[`target: CLUSTER SETSLOT 7 NODE ${IDS.target}`] = new Error("NOREPLICAS");
    await expect(perform(move({ start: 7, end: 7 }))).rejects.toThrow(/: NOREPLICAS$/);
    expect(told().filter((line) => / NODE /.test(line))).toEqual(
      setSlots("target", [7], `NODE ${IDS.target}`),
    );
  });

  test("goes on if another primary cannot be told", async () => {
    replies[`third: CLUSTER SETSLOT 7 NODE ${IDS.target}`] = new Error("LOADING");
    await perform(move({ start: 7, end: 7 }));
    expect(bench.told).toEqual(["begin 1", "moved 1 0"]);
  });

  test("copies functions before the first slot is opened", async () => {
    replies["source: FUNCTION LIST"] = [["library_name", "mylib"]];
    replies["target: FUNCTION LIST"] = [];
    replies["source: FUNCTION DUMP"] = "dump";
    replies["target: FUNCTION RESTORE dump"] = "OK";
    await perform(move({ start: 7, end: 7 }));
    const restored = log.indexOf("target: FUNCTION RESTORE dump");
    expect(restored).toBeGreaterThan(0);
    expect(log.findIndex((line) => line.includes("SETSLOT"))).toBeGreaterThan(restored);
  });
});

describe("moveSlots at once", () => {
  const begin = `source: CLUSTER MIGRATESLOTS SLOTSRANGE 7 8 11 11 NODE ${IDS.target}`;
  const ask = "source: CLUSTER GETSLOTMIGRATIONS";
  const slots = [
    { start: 7, end: 8 },
    { start: 11, end: 11 },
  ];

  beforeEach(() => {
    for (const node of ["source", "target"]) {
      replies[`${node}: COMMAND INFO cluster|migrateslots`] = [["cluster|migrateslots"]];
    }
    replies[ask] = [];
    onCommand = (line) => {
      if (line !== begin) return;
      replies[ask] = [["name", "one", "target_node", IDS.target, "state", "success"]];
    };
  });

  test("has the source move the slots, and counts the keys that arrived", async () => {
    replies["target: CLUSTER COUNTKEYSINSLOT 7"] = 40;
    replies["target: CLUSTER COUNTKEYSINSLOT 8"] = 0;
    replies["target: CLUSTER COUNTKEYSINSLOT 11"] = 2;
    await perform(move(...slots));
    expect(told()).toEqual([
      ask,
      begin,
      ask,
      ...[7, 8, 11].map((slot) => `target: CLUSTER COUNTKEYSINSLOT ${slot}`),
    ]);
    expect(bench.told).toEqual(["begin 3", "moved 3 42"]);
  });

  test("goes key by key where slots are open for that already", async () => {
    onCommand = () => undefined;
    replies[begin] = new Error("ERR Slots are being manually migrated");
    await perform(move(...slots));
    expect(told().slice(0, 3)).toEqual([
      ask,
      begin,
      `target: CLUSTER SETSLOT 7 IMPORTING ${IDS.source}`,
    ]);
    expect(bench.told).toEqual(["begin 3", "moved 3 0"]);
  });

  test("does not begin without the lock", async () => {
    bench.isLockLost = true;
    await expect(perform(move(...slots))).rejects.toThrow(LockLost);
    expect(told()).toEqual([]);
  });

  test("names the reason of the source", async () => {
    onCommand = () => undefined;
    replies[begin] = new Error("ERR Requested slots span multiple shards");
    await expect(perform(move(...slots))).rejects.toThrow(
      new Error(
        `Cannot move 3 slots from ${nameOf("source")} to ${nameOf("target")}: ERR Requested slots span multiple shards`,
      ),
    );
    expect(bench.told).toEqual(["begin 3"]);
  });
});

describe("closeSlots", () => {
  function close(node: Node, owner: Node): Step<"closeSlots"> {
    const slots = [{ start: 7, end: 8 }];
    return { kind: "closeSlots", node: nameOf(node), owner: nameOf(owner), slots };
  }

  test("only closes the slots of the owner itself", async () => {
    await perform(close("source", "source"));
    expect(told()).toEqual(setSlots("source", [7, 8], "STABLE"));
  });

  test("moves the keys of another node to the owner, once that takes them", async () => {
    keys.set("7", ["x"]);
    await perform(close("source", "target"), "pw");
    const { port } = servers.get("target") ?? {};
    expect(told()).toEqual([
      ...setSlots("source", [7, 8], `IMPORTING ${IDS.target}`),
      ...setSlots("target", [7, 8], "STABLE"),
      ...keysIn(7, 8),
      `source: MIGRATE 127.0.0.1 ${port}  0 4000 AUTH pw KEYS x`,
      ...keysIn(7),
      ...setSlots("source", [7, 8], "STABLE"),
    ]);
    expect(bench.told).toEqual([]);
  });

  test("removes the keys that the owner has too", async () => {
    keys.set("7", ["x"]);
    const { port } = servers.get("target") ?? {};
    replies[`source: MIGRATE 127.0.0.1 ${port}  0 4000 KEYS x`] = new Error(
      "ERR Target instance replied with error: BUSYKEY Target key name already exists.",
    );
    onCommand = (line) => {
      if (line === "source: DEL x") removeKeys(["x"]);
    };
    await perform(close("source", "target"));
    expect(told()).toContain("source: DEL x");
    expect(told().filter((line) => line.includes("REPLACE"))).toEqual([]);
    expect(told().slice(-2)).toEqual(setSlots("source", [7, 8], "STABLE"));
  });

  test("leaves the slots of the other node open while it has keys", async () => {
    keys.set("7", ["x"]);
    const { port } = servers.get("target") ?? {};
    replies[`source: MIGRATE 127.0.0.1 ${port}  0 4000 KEYS x`] = new Error("ERR replied: OOM");
    await expect(perform(close("source", "target"))).rejects.toThrow(
      new Error("Cannot close 2 slots: ERR replied: OOM"),
    );
    expect(told().filter((line) => /^source: .* STABLE$/.test(line))).toEqual([]);
  });
});
