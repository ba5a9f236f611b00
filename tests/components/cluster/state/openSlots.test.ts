import { expect, test } from "vitest";
import { openSlotsOf } from "../../../../components/cluster/state/openSlots";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

test("openSlotsOf() has both ends of a move", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.open(93, at(7000), at(7003));
  expect(openSlotsOf(cluster.observe())).toEqual([
    { slot: 93, node: at(7000), direction: "migrating", peer: at(7003) },
    { slot: 93, node: at(7003), direction: "importing", peer: at(7000) },
  ]);
});

test("openSlotsOf() knows no peer that has lost its identity, and nothing of a node that does not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7000)).openSlots = [`[7->-${"f".repeat(40)}]`];
  cluster.node(at(7003)).openSlots = [`[8->-${"f".repeat(40)}]`];
  cluster.node(at(7003)).runs = false;
  expect(openSlotsOf(cluster.observe())).toEqual([
    { slot: 7, node: at(7000), direction: "migrating", peer: undefined },
  ]);
});

test("openSlotsOf() leaves out what a replica lists of its primary", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7004)).openSlots = [`[7->-${cluster.node(at(7003)).id}]`];
  expect(openSlotsOf(cluster.observe())).toEqual([]);
});

test("openSlotsOf() is empty for a formed cluster", () => {
  expect(openSlotsOf(formedCluster(EXAMPLE_TOPOLOGY).observe())).toEqual([]);
});
