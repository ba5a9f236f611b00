import { expect, test } from "vitest";
import type { AnsweringNode } from "../../../../components/cluster/state/observed";
import {
  followersOf,
  hasMajority,
  heirsOf,
  newestOf,
  ownerViews,
  silentOwners,
} from "../../../../components/cluster/state/primaries";
import { answeringNode, idOf } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

function running(name: string, cluster: ReturnType<typeof formedCluster>): AnsweringNode {
  const node = cluster.observe().get(name);
  if (!node?.answers) throw new Error(`${name} answers`);
  return node;
}

test("followersOf() has the running replicas of an ID", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const names = () => followersOf(idOf(at(7003)), cluster.observe()).map(([name]) => name);
  expect(names()).toEqual([at(7002)]);
  cluster.node(at(7002)).runs = false;
  expect(names()).toEqual([]);
});

test("heirsOf() leaves out a replica without its directory, and one that has the data of another shard", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const change = (port: number, changes: Partial<AnsweringNode>) => {
    const node = observed.get(at(port));
    if (node?.answers) observed.set(at(port), { ...node, ...changes });
  };
  const heirs = () => heirsOf(idOf(at(7003)), observed).map(([name]) => name);
  change(7000, { history: { id: "first", offset: 9 } });
  change(7002, { history: { id: "second", offset: 9 } });
  expect(heirs()).toEqual([at(7002)]);
  change(7002, { history: { id: "first", offset: 9 } });
  expect(heirs()).toEqual([]);
  // A replica of the same history as its own primary.
  change(7003, { history: { id: "second", offset: 9 } });
  change(7002, { history: { id: "second", offset: 8 } });
  expect(heirs()).toEqual([at(7002)]);
  change(7002, { directoryRemoved: true });
  expect(heirs()).toEqual([]);
});

test("hasMajority() counts the owners of slots that answer and vote", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const has = (votes: (node: AnsweringNode) => boolean) =>
    hasMajority(running(at(7004), cluster), cluster.observe(), votes);
  expect(has(() => true)).toBe(true);
  expect(has(({ id }) => id === idOf(at(7001)))).toBe(false);
  cluster.node(at(7000)).runs = false;
  expect(has(() => true)).toBe(true);
  cluster.node(at(7003)).runs = false;
  expect(has(() => true)).toBe(false);
});

test("silentOwners() has the owners of slots whose node ID does not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  const silent = () => silentOwners(running(at(7004), cluster), cluster.observe());
  expect(silent()).toEqual([]);
  for (const port of [7000, 7005]) cluster.node(at(port)).runs = false;
  expect(silent()).toEqual([at(7000)]);
});

test.each<[string | undefined, string, [string, number | undefined, string?][]]>([
  [undefined, "no replica", []],
  ["A:1", "one, whatever is known of it", [["A:1", undefined]]],
  [
    "B:1",
    "the one that is further",
    [
      ["A:1", 10],
      ["B:1", 20],
      ["C:1", 15],
    ],
  ],
  [
    "A:1",
    "the first of equals",
    [
      ["A:1", 10],
      ["B:1", 10],
    ],
  ],
  [
    undefined,
    "different histories",
    [
      ["A:1", 10],
      ["B:1", 20, "other"],
    ],
  ],
  [
    undefined,
    "one without a history",
    [
      ["A:1", 10],
      ["B:1", undefined],
    ],
  ],
])("newestOf() is %s for %s", (newest, _, replicas) => {
  const nodes = replicas.map(([name, offset, id = "same"]) => {
    const history = offset === undefined ? {} : { history: { id, offset } };
    return [name, answeringNode(name, history)] as const;
  });
  expect(newestOf(nodes)).toBe(newest);
});

test("ownerViews() is what nodes know of an owner of slots by its name", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(ownerViews(at(7003), observed).map(({ id }) => id)).toEqual(
    Array.from({ length: 6 }, () => idOf(at(7003))),
  );
  expect(ownerViews(at(7002), observed)).toEqual([]);
});
