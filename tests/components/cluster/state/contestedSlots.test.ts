import { expect, test } from "vitest";
import { mergeSlots } from "../../../../components/cluster/spec/slots";
import { contestedSlots, slotsByOwner } from "../../../../components/cluster/state/contestedSlots";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { midTakeover } from "../../../support/midTakeover";

const SLOTS = [{ start: 0, end: 5460 }];

test("contestedSlots() is empty for a formed cluster, for nodes that never met and after a takeover", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  expect(contestedSlots(cluster.observe())).toEqual([]);
  cluster.failOver(at(7004));
  expect(contestedSlots(cluster.observe())).toEqual([]);
  expect(contestedSlots(freshCluster(EXAMPLE_TOPOLOGY).observe())).toEqual([]);
});

test("contestedSlots() has those of a takeover whose new primary was read before it and the old one after it", () => {
  const { early, late } = midTakeover(at(7000), at(7004));
  expect(contestedSlots(early)).toEqual(SLOTS);
  expect(contestedSlots(late)).toEqual(SLOTS);
});

test("contestedSlots() has none that nobody owns, nor those of a node that does not answer", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).slots = [{ start: 5461, end: 10000 }];
  expect(contestedSlots(cluster.observe())).toEqual([]);
  cluster.node(at(7003)).runs = false;
  expect(contestedSlots(cluster.observe())).toEqual([]);
});

test("contestedSlots() has a part that two nodes claim", () => {
  const cluster = formedCluster(EXAMPLE_TOPOLOGY);
  cluster.node(at(7003)).slots = [{ start: 5400, end: 10922 }];
  expect(contestedSlots(cluster.observe())).toEqual([{ start: 5400, end: 5460 }]);
});

test("slotsByOwner() has what a node says of itself and what others say of it", () => {
  const { early } = midTakeover(at(7000), at(7004));
  const owners = slotsByOwner(early);
  const slotsAt = (port: number) => {
    const node = early.get(at(port));
    return mergeSlots(owners.get(node?.answers ? node.id : "") ?? []);
  };
  // The new primary by the old one's word, and the old one by that of all others.
  expect([7004, 7000].map(slotsAt)).toEqual([SLOTS, SLOTS]);
  expect([7003, 7002].map(slotsAt)).toEqual([[{ start: 5461, end: 10922 }], []]);
});
