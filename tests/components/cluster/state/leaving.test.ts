import { describe, expect, test } from "vitest";
import {
  declaredOnly,
  isOutOfReach,
  isRemoved,
  knownToMembers,
  leavingNodes,
  memberIds,
} from "../../../../components/cluster/state/leaving";
import type { ObservedNode, OnDisk } from "../../../../components/cluster/state/observed";
import { answeringNode, idOf, nodeView } from "../../../support/answeringNode";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";

/** The cluster with a fourth shard, of which only the example is declared. */
const OBSERVED = grownCluster(FOUR_SHARDS, EXAMPLE).observe();
const LEAVING = ["192.168.56.65:7006", "192.168.56.66:7007"];

test("leavingNodes() are those that are observed and not declared", () => {
  expect(leavingNodes(EXAMPLE_TOPOLOGY, OBSERVED)).toEqual(LEAVING);
  expect(leavingNodes(EXAMPLE_TOPOLOGY, declaredOnly(EXAMPLE_TOPOLOGY, OBSERVED))).toEqual([]);
});

test("declaredOnly() leaves them out", () => {
  const names = [...declaredOnly(EXAMPLE_TOPOLOGY, OBSERVED).keys()];
  expect(names.sort()).toEqual([7000, 7001, 7002, 7003, 7004, 7005].map(at));
});

const NOTHING: OnDisk = { identity: false, data: false, peers: [] };
const REASON = { answers: false, reason: "connect ECONNREFUSED" } as const;
const LOADING = { kind: "loading" } as const;

const NODES: readonly [string, ObservedNode | undefined, removed: boolean, outOfReach: boolean][] =
  [
    ["that was not observed", undefined, true, false],
    ["that answers", answeringNode(at(7000)), false, false],
    ["without files", { ...REASON, disk: NOTHING }, true, false],
    ["whose host was not inspected", REASON, false, true],
    ["that loads its data", { ...REASON, disk: NOTHING, transfer: LOADING }, false, false],
    ["that loads its data on such a host", { ...REASON, transfer: LOADING }, false, false],
    ["that refuses", { ...REASON, disk: NOTHING, refused: true }, false, false],
    ["that refuses on such a host", { ...REASON, refused: true }, false, false],
    ["with an identity", { ...REASON, disk: { ...NOTHING, identity: true } }, false, false],
    ["with data", { ...REASON, disk: { ...NOTHING, data: true } }, false, false],
    ["with damaged data", { ...REASON, disk: { ...NOTHING, damaged: true } }, false, false],
  ];

test.each(NODES)("isRemoved() and isOutOfReach() of a node %s", (_, node, removed, outOfReach) => {
  expect(isRemoved(node)).toBe(removed);
  expect(isOutOfReach(node)).toBe(outOfReach);
});

describe("memberIds()", () => {
  const [stopped = "", running = ""] = LEAVING;

  /** The cluster in which one node that leaves and a declared one have stopped. */
  function observedWithout(...names: readonly string[]) {
    const cluster = grownCluster(FOUR_SHARDS, EXAMPLE);
    for (const name of names) cluster.node(name).runs = false;
    return cluster;
  }

  test("has a node that leaves while it does not answer, and no declared one", () => {
    const observed = observedWithout(stopped, at(7005)).observe();
    const ids = memberIds(EXAMPLE_TOPOLOGY, observed);
    expect([...ids.keys()].sort()).toEqual(
      [...LEAVING, ...[7000, 7001, 7002, 7003, 7004].map(at)].sort(),
    );
    expect(ids.get(stopped)).toBe(idOf(stopped));
  });

  test("has it no more once all members have forgotten it", () => {
    const cluster = observedWithout(stopped);
    for (const { name, knows } of cluster.nodes.values())
      if (name !== running) knows.delete(stopped);
    const ids = memberIds(EXAMPLE_TOPOLOGY, cluster.observe());
    expect(ids.has(stopped)).toBe(false);
    expect(ids.get(running)).toBe(idOf(running));
  });

  test("goes by what a node says of itself, not by what others say", () => {
    const observed = new Map(OBSERVED);
    observed.set(running, answeringNode(running, { id: "f".repeat(40) }));
    expect(memberIds(EXAMPLE_TOPOLOGY, observed).get(running)).toBe("f".repeat(40));
  });
});

describe("knownToMembers()", () => {
  test("names what the members know, and not what nodes that leave do", () => {
    const alone = answeringNode(at(7000));
    const knows = { ...alone, views: [...alone.views, nodeView("10.0.0.1:7000")] };
    expect(knownToMembers(EXAMPLE_TOPOLOGY, new Map([[at(7000), knows]]))).toEqual(
      new Set(["10.0.0.1:7000"]),
    );
    const leaving = new Map([["192.168.56.65:7006", knows]]);
    expect(knownToMembers(EXAMPLE_TOPOLOGY, leaving)).toEqual(new Set());
  });

  test("names nodes that leave until all members have forgotten them", () => {
    const known = knownToMembers(EXAMPLE_TOPOLOGY, OBSERVED);
    expect(LEAVING.filter((name) => known.has(name))).toEqual(LEAVING);
  });
});
