import { expect, test } from "vitest";
import type { CurrentShard } from "../../../../components/cluster/state/layout";
import { changesOf, type Pair, topologyOf } from "../../../../components/cluster/target/changes";

const node = (port: number) => ({ address: "A", port, domain: "A" });

const FIRST: CurrentShard = {
  slots: [{ start: 0, end: 9999 }],
  primary: "A:1",
  replicas: ["A:2", "gone:1"],
};
const SECOND: CurrentShard = {
  slots: [{ start: 10000, end: 16383 }],
  primary: "gone:2",
  replicas: ["A:3"],
};
const PAIRS: Pair[] = [
  {
    target: { slots: [{ start: 12000, end: 16383 }], primary: node(3), replicas: [node(5)] },
    current: SECOND,
  },
  {
    target: { slots: [{ start: 0, end: 5000 }], primary: node(1), replicas: [node(4)] },
    current: FIRST,
  },
  { target: { slots: [{ start: 5001, end: 11999 }], primary: node(2), replicas: [node(6)] } },
];

test("changesOf() tells who joins, leaves, changes its shard or takes over, and which slots move", () => {
  expect(changesOf(PAIRS, { shards: [FIRST, SECOND] })).toEqual({
    joining: ["A:5", "A:4", "A:6"],
    leaving: ["gone:1", "gone:2"],
    reparented: [{ node: "A:2", from: "A:1", to: "A:2" }],
    failovers: [{ from: "gone:2", to: "A:3" }],
    founders: ["A:2"],
    slotMoves: [
      { from: "A:1", to: "A:2", slots: [{ start: 5001, end: 9999 }], count: 4999 },
      { from: "gone:2", to: "A:2", slots: [{ start: 10000, end: 11999 }], count: 2000 },
    ],
    shardsWithSlots: 2,
  });
});

test("topologyOf() sorts the shards by their first slots", () => {
  expect(topologyOf(PAIRS).shards.map(({ primary }) => primary.port)).toEqual([1, 2, 3]);
});
