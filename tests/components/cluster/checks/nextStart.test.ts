import { describe, expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { mixedVersions, pendingStarts } from "../../../../components/cluster/checks/nextStart";
import type {
  AnsweringNode,
  NextStart,
  Observed,
} from "../../../../components/cluster/state/observed";
import { answeringNode } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";

const NAMES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
const REDIS = { server: "redis", version: "7.0.15" } as const;
const VALKEY = { server: "valkey", version: "9.1.2" } as const;
const NEXT: NextStart = { command: "valkey-server", program: VALKEY, user: "root" };

/** All nodes, with what differs on those of some ports. */
function cluster(changes: Readonly<Record<number, Partial<AnsweringNode>>>): Observed {
  return new Map(
    NAMES.map((name) => [
      name,
      answeringNode(name, { ...REDIS, ...changes[Number(name.slice(-4))] }),
    ]),
  );
}

const all = (change: Partial<AnsweringNode>) =>
  cluster(Object.fromEntries([7000, 7001, 7002, 7003, 7004, 7005].map((port) => [port, change])));

describe("pendingStarts()", () => {
  test.each<[string, Partial<AnsweringNode>]>([
    ["hosts that were not inspected", {}],
    ["a server command that is missing", { nextStart: { command: "valkey-server" } }],
    ["the same version", { nextStart: { ...NEXT, program: REDIS } }],
    ["the same user", { nextStart: { command: "redis-server", user: "deploy" }, user: "deploy" }],
    ["a user that is not known", { nextStart: { command: "redis-server", user: "deploy" } }],
  ])("has none with %s", (_, change) => {
    expect(pendingStarts(all(change))).toEqual([]);
  });

  test("names another program, with both versions and the command", () => {
    expect(pendingStarts(cluster({ 7000: { nextStart: NEXT } }))).toEqual([
      {
        node: at(7000),
        kind: "another server program at the next restart",
        text: "runs Redis 7.0.15, serverCommand valkey-server is Valkey 9.1.2: takes effect at the next restart",
      },
    ]);
  });

  test("names another version of the same program, all nodes in one line", () => {
    const program = { server: "redis", version: "7.0.16" } as const;
    const nextStart = { command: "redis-server", program };
    expect(describeProblems(pendingStarts(all({ nextStart })))).toEqual([
      "6 nodes (192.168.56.65:7000, 7001, 7002; ...)  " +
        "runs Redis 7.0.15, serverCommand redis-server is Redis 7.0.16: takes effect at the next restart",
    ]);
  });

  test("names another user, and how to change it", () => {
    const nextStart = { command: "redis-server", program: REDIS, user: "root" };
    expect(pendingStarts(cluster({ 7004: { nextStart, user: "deploy" } }))).toEqual([
      {
        node: at(7004),
        kind: "another user at the next restart",
        text: "runs as deploy, a restart would run it as root, the SSH user",
        advice:
          "Set the SSH user back to deploy. To change it: destroy as deploy, give the directory to root, up as root.",
      },
    ]);
  });
});

describe("mixedVersions()", () => {
  const DISK = { identity: true, data: true, peers: [] };
  const STOPPED = { answers: false, reason: "connect ECONNREFUSED", disk: DISK } as const;

  /** The stopped nodes are those of `ports`. */
  function mixed(nextStart: NextStart | undefined, ports: readonly number[], disk = DISK) {
    const observed = new Map(cluster({}));
    for (const port of ports) {
      observed.set(at(port), {
        ...STOPPED,
        disk,
        ...(nextStart === undefined ? {} : { nextStart }),
      });
    }
    return mixedVersions(EXAMPLE_TOPOLOGY, observed);
  }

  test("has none while all run, whatever a restart would run", () => {
    expect(mixedVersions(EXAMPLE_TOPOLOGY, all({ nextStart: NEXT }))).toEqual([]);
  });

  test("has a stopped node that would start another program than its shard runs", () => {
    expect(mixed(NEXT, [7004])).toEqual([
      {
        node: at(7004),
        kind: "stopped; a start would mix server versions in its shard",
        text: "stopped; its shard runs Redis 7.0.15, serverCommand valkey-server is Valkey 9.1.2",
        advice:
          "A start would mix versions. Set serverCommand back to the path of Redis 7.0.15. " +
          "To change all nodes: destroy with onDestroy keep, then up.",
        role: "cause",
      },
    ]);
  });

  test.each<[string, NextStart | undefined, readonly number[], typeof DISK]>([
    ["starts the version of its shard", { ...NEXT, program: REDIS }, [7004], DISK],
    ["has a host that was not inspected", undefined, [7004], DISK],
    ["has no server command", { command: "valkey-server" }, [7004], DISK],
    ["cannot start anyway", NEXT, [7004], { ...DISK, data: false }],
    ["is the last of its shard", NEXT, [7000, 7004], DISK],
  ])("has none if a stopped node %s", (_, next, ports, disk) => {
    expect(mixed(next, ports, disk)).toEqual([]);
  });
});
