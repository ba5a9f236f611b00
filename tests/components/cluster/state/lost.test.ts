import { describe, expect, test } from "vitest";
import {
  abandonedIds,
  formerMembers,
  isForgettable,
  isLost,
} from "../../../../components/cluster/state/lost";
import type {
  ObservedNode,
  OnDisk,
  UnreachableNode,
} from "../../../../components/cluster/state/observed";
import { answeringNode, idOf } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

const EMPTY: OnDisk = { identity: false, data: false, peers: [] };
const STOPPED: UnreachableNode = { answers: false, reason: "connect ECONNREFUSED", disk: EMPTY };

test.each<[boolean, string, Parameters<typeof isLost>[0]]>([
  [true, "without an identity", STOPPED],
  [true, "with data but no identity", { ...STOPPED, disk: { ...EMPTY, data: true } }],
  [false, "with an identity", { ...STOPPED, disk: { ...EMPTY, identity: true } }],
  [false, "that is frozen", { ...STOPPED, disk: { ...EMPTY, runs: true } }],
  [false, "that rejects the connection", { ...STOPPED, refused: true }],
  [false, "on a host that was not inspected", { answers: false, reason: "connect ETIMEDOUT" }],
  [false, "that answers", answeringNode(at(7000))],
  [false, "that was not observed", undefined],
])("isLost() is %s for a node %s", (lost, _, node) => {
  expect(isLost(node)).toBe(lost);
});

describe("formerMembers()", () => {
  test("names stopped nodes that a record names, as long as something of the cluster is left", () => {
    const lost = { ...STOPPED, wasMember: true };
    const left = new Map<string, ObservedNode>([
      [at(7000), answeringNode(at(7000), { wasMember: true })],
      [at(7001), lost],
      [at(7002), STOPPED],
    ]);
    expect(formerMembers(left)).toEqual([at(7001)]);
    expect(formerMembers(new Map([[at(7001), lost]]))).toEqual([]);
  });
});

describe("abandonedIds()", () => {
  test("has none of a formed cluster, whatever has stopped", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7002)).runs = false;
    expect(abandonedIds(cluster.observe())).toEqual(new Map());
  });

  test("has the ID of a node that lost its identity, with all that know it", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7002));
    const [found] = abandonedIds(cluster.observe()).values();
    expect(found).toEqual({
      id: idOf(at(7002)),
      name: at(7002),
      ownsSlots: false,
      isFollowed: false,
      knownTo: [7000, 7004, 7003, 7001, 7005].map(at),
    });
  });

  test("has an ID without an address, and one of a node that answers with another", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.reset(at(7002));
    const [found] = abandonedIds(cluster.observe()).values();
    expect(found).toMatchObject({ id: idOf(at(7002)), name: undefined });
  });

  test("says which ones own slots and are followed", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7003));
    const [found] = abandonedIds(cluster.observe()).values();
    expect(found).toMatchObject({ id: idOf(at(7003)), ownsSlots: true, isFollowed: true });
  });

  test("skips undeclared nodes, and declared ones on hosts that were not inspected", () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.loseIdentity(at(7002));
    const observed = new Map(cluster.observe());
    observed.set(at(7002), { answers: false, reason: "connect ETIMEDOUT" });
    expect(abandonedIds(observed)).toEqual(new Map());
    observed.delete(at(7002));
    expect(abandonedIds(observed)).toEqual(new Map());
  });
});

test.each([
  [true, false, false],
  [false, true, false],
  [false, false, true],
])("isForgettable() is %s if it owns slots: %s, is followed: %s", (is, ownsSlots, isFollowed) => {
  const one = { id: "f", name: undefined, ownsSlots, isFollowed, knownTo: [] };
  expect(isForgettable(one)).toBe(is);
});
