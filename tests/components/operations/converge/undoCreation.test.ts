import { expect, test } from "vitest";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import type { AnsweringNode, Observed } from "../../../../components/cluster/state/observed";
import { undoCreation, withUndo } from "../../../../components/operations/converge/undoCreation";
import { LockLost } from "../../../../components/operations/ssh/hostLock";
import { recordOf } from "../../../support/actBench";
import { answeringNode, nodeView } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

const [A, B] = ["192.168.56.65", "192.168.56.66"] as const;
const PORTS = [7000, 7001, 7002, 7003, 7004, 7005];
const NAMES = PORTS.map(at);
const CLAIM = recordOf(new Map()).claim;

/** Fresh nodes and their hosts, which write down what happens to them. */
class Creation {
  readonly log: string[] = [];
  observed: Observed = new Map(NAMES.map((name) => [name, answeringNode(name)]));
  records: ClusterRecord[] = [recordOf(new Map()), recordOf(new Map())];
  members: string[] = [];
  /** The requests that fail: `"discard 7003"`. */
  failing: string[] = [];
  /** Whether a reset takes effect. */
  forgets = true;

  change(port: number, changes: Partial<AnsweringNode>): void {
    this.observed = new Map([...this.observed, [at(port), answeringNode(at(port), changes)]]);
  }

  /** A node whose start failed. */
  absent(port: number): void {
    const disk = { identity: false, data: false, peers: [] };
    const node = { answers: false, reason: "connect ECONNREFUSED", disk } as const;
    this.observed = new Map([...this.observed, [at(port), node]]);
  }

  undo(claim: string | undefined = CLAIM): Promise<string | undefined> {
    const lock = {
      requireFirstStart: (port: number) => this.#ask(`first ${port}`),
      discard: (port: number) => this.#ask(`discard ${port}`),
    };
    return undoCreation(EXAMPLE_TOPOLOGY, {
      observer: {
        observe: async () => this.observed,
        observeWithHosts: async () => this.observed,
        members: () => this.members,
        records: () => this.records,
      },
      claim,
      locks: new Map([A, B].map((address) => [address, lock])),
      reset: async (node) => {
        this.log.push(`reset ${node}`);
        if (this.forgets) this.observed = new Map([...this.observed, [node, answeringNode(node)]]);
      },
    });
  }

  async #ask(request: string): Promise<void> {
    this.log.push(request);
    if (this.failing.includes(request)) throw new Error("it has keys");
  }
}

const FIRST = PORTS.map((port) => `first ${port}`);
const DISCARDS = PORTS.map((port) => `discard ${port}`);
const DONE =
  "The cluster was never formed: its 6 empty servers were stopped, and their empty files removed.";

test("undoCreation() stops fresh servers after all hosts have agreed", async () => {
  const creation = new Creation();
  expect(await creation.undo()).toBe(DONE);
  expect(creation.log.slice(0, 6).sort()).toEqual(FIRST);
  expect(creation.log.slice(6).sort()).toEqual(DISCARDS);
});

test("undoCreation() lets nodes that have met forget each other first, the primaries before the replicas", async () => {
  const creation = new Creation();
  const own = nodeView(at(7002), { flags: ["myself", "slave"], role: "replica" });
  creation.change(7002, { views: [own, nodeView(at(7003))] });
  const primary = nodeView(at(7003), {
    flags: ["myself", "master"],
    slots: [{ start: 0, end: 9 }],
  });
  creation.change(7003, { views: [primary] });
  expect(await creation.undo()).toBe(DONE);
  expect(creation.log.slice(6, 8)).toEqual([`reset ${at(7003)}`, `reset ${at(7002)}`]);
  expect(creation.log.slice(8).sort()).toEqual(DISCARDS);
});

test("undoCreation() stops nothing if nodes will not forget their peers", async () => {
  const creation = new Creation();
  creation.forgets = false;
  creation.change(7000, {
    views: [nodeView(at(7000), { flags: ["myself", "master"] }), nodeView(at(7001))],
  });
  expect(await creation.undo()).toBe(
    "Some of its servers still run. 192.168.56.65:7000 would not forget their peers",
  );
  expect(creation.log.filter((line) => line.startsWith("reset"))).toHaveLength(5);
  expect(creation.log.filter((line) => line.startsWith("discard"))).toEqual([]);
});

test("undoCreation() stops what was started where other nodes were not, and touches no other server", async () => {
  const creation = new Creation();
  creation.absent(7004);
  const slots = [{ start: 0, end: 9 }];
  const view = nodeView(at(7005), { flags: ["myself", "master"], slots });
  creation.change(7005, { unmanaged: true, keys: 1, views: [view] });
  expect(await creation.undo()).toBe(DONE.replace("6", "4"));
  const ports = (line: string) => Number(line.slice(-4));
  expect(creation.log.map(ports).every((port) => port < 7004)).toBe(true);
  expect(creation.log).toHaveLength(8);
});

test("undoCreation() says nothing where no server was started", async () => {
  const creation = new Creation();
  for (const port of PORTS) creation.absent(port);
  expect(await creation.undo()).toBeUndefined();
  expect(creation.log).toEqual([]);
});

test("undoCreation() names the node whose host refuses to stop it", async () => {
  const creation = new Creation();
  creation.failing = ["discard 7004"];
  expect(await creation.undo()).toBe(
    "Some of its servers still run. Cannot stop 192.168.56.66:7004: it has keys",
  );
});

test.each<[string, (creation: Creation) => void]>([
  ["of a node with a key", (creation) => creation.change(7000, { keys: 1 })],
  ["of recorded members", (creation) => creation.members.push(at(7000))],
  ["that has no record on a host", (creation) => creation.records.pop()],
  [
    "of a newer claim",
    (creation) => {
      creation.records[1] = { ...recordOf(new Map()), claim: "newer" };
    },
  ],
  [
    "that is formed",
    (creation) => {
      creation.observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
    },
  ],
])("undoCreation() touches no cluster %s", async (_, change) => {
  const creation = new Creation();
  change(creation);
  expect(await creation.undo()).toBeUndefined();
  expect(creation.log).toEqual([]);
});

test("undoCreation() touches nothing in a run without a claim", async () => {
  const creation = new Creation();
  expect(await creation.undo("")).toBeUndefined();
  expect(creation.log).toEqual([]);
});

test("undoCreation() resets and stops nothing if one server is older than the claim", async () => {
  const creation = new Creation();
  creation.failing = ["first 7005"];
  creation.change(7000, {
    views: [nodeView(at(7000), { flags: ["myself", "master"] }), nodeView(at(7001))],
  });
  await expect(creation.undo()).rejects.toThrow("Cannot stop 192.168.56.66:7005: it has keys");
  expect(creation.log.sort()).toEqual(FIRST);
});

test("withUndo() completes an error by what was done, and no longer says that the next run continues", async () => {
  const error = new Error("not healthy\n  A:1\nRun up again: it continues from here.");
  expect(await withUndo(error, async () => DONE)).toEqual(new Error(`not healthy\n  A:1\n${DONE}`));
  expect(await withUndo(error, async () => undefined)).toBe(error);
});

test("withUndo() reports the error itself if undoing fails, and undoes nothing after a lost lock", async () => {
  const error = new Error("not healthy");
  const failing = () => Promise.reject(new Error("no answer"));
  expect(await withUndo(error, failing)).toBe(error);
  let calls = 0;
  const lost = new LockLost("lost");
  expect(await withUndo(lost, async () => `${calls++}`)).toBe(lost);
  expect(calls).toBe(0);
});
