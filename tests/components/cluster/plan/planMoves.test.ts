import { describe, expect, test } from "vitest";
import { blockers } from "../../../../components/cluster/checks/blockers";
import { dueSteps } from "../../../../components/cluster/plan/dueSteps";
import { planMoves } from "../../../../components/cluster/plan/planMoves";
import type { Step } from "../../../../components/cluster/steps/step";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { at, EXAMPLE } from "../../../support/example";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";
import type { SimulatedCluster } from "../../../support/simulatedCluster";

const NEW = "192.168.56.66:7007";
const SLOTS = { start: 4096, end: 5460 };

function movesOf(cluster: SimulatedCluster): Step[] {
  const observed = cluster.observe();
  return planMoves(targetOf(FOUR_SHARDS, observed).topology, observed);
}

/** Does what is due until a step of that kind is. */
function until(kind: Step["kind"]): SimulatedCluster {
  const cluster = grownCluster(EXAMPLE, FOUR_SHARDS, { runs: true });
  for (const node of cluster.nodes.values()) if (node.slots.length > 0) node.keys = 7;
  for (let rounds = 0; rounds < 40; rounds += 1) {
    const observed = cluster.observe();
    const [first] = dueSteps(targetOf(FOUR_SHARDS, observed).topology, observed);
    if (first === undefined || first.kind === kind) break;
    cluster.apply(first);
  }
  return cluster;
}

describe("planMoves()", () => {
  test("has the moves to a new shard, once all hosts have recorded that slots move", () => {
    const cluster = until("moveSlots");
    for (const node of cluster.nodes.values()) expect(node.rebalancing).toBe(true);
    const others = (from: number) => [7000, 7001, 7003].filter((port) => port !== from).map(at);
    const move = (from: number, start: number, end: number) => ({
      kind: "moveSlots",
      node: at(from),
      to: NEW,
      slots: [{ start, end }],
      others: expect.arrayContaining(others(from)),
    });
    expect(movesOf(cluster)).toEqual([
      move(7000, SLOTS.start, SLOTS.end),
      move(7001, 15019, 16383),
      move(7003, 9557, 10922),
    ]);
  });

  test("has the records first while a host does not say so, and removes that at the end", () => {
    const cluster = until("moveSlots");
    for (const node of cluster.nodes.values()) node.rebalancing = false;
    expect(movesOf(cluster).map(({ kind }) => kind)).toEqual([
      "record",
      "record",
      "moveSlots",
      "moveSlots",
      "moveSlots",
    ]);
    for (const step of movesOf(cluster)) cluster.apply(step);
    expect(movesOf(cluster)).toEqual([
      expect.objectContaining({ kind: "record", rebalancing: false }),
      expect.objectContaining({ kind: "record", rebalancing: false }),
    ]);
    for (const step of movesOf(cluster)) cluster.apply(step);
    expect(movesOf(cluster)).toEqual([]);
  });

  test("goes on with an open slot that is to move, also when its end is open alone", () => {
    const cluster = until("moveSlots");
    cluster.open(SLOTS.start, at(7000), NEW);
    const moves = movesOf(cluster);
    expect(moves.map(({ kind }) => kind)).toEqual(["moveSlots", "moveSlots", "moveSlots"]);
    cluster.node(at(7000)).openSlots = [];
    expect(movesOf(cluster)).toEqual(moves);
  });

  test("finishes the move of an open slot that is to stay, and moves one back then", () => {
    const cluster = until("moveSlots");
    cluster.open(0, at(7000), NEW);
    expect(movesOf(cluster)[0]).toMatchObject({
      kind: "moveSlots",
      node: at(7000),
      to: NEW,
      slots: [{ start: 0, end: 0 }, SLOTS],
    });
    for (const step of movesOf(cluster)) cluster.apply(step);
    expect(movesOf(cluster)).toMatchObject([
      { kind: "moveSlots", node: NEW, to: at(7000), slots: [{ start: 16383, end: 16383 }] },
    ]);
  });

  test("closes what an owner still imports, and what another one still sends", () => {
    const cluster = until("moveSlots");
    const id = (name: string) => cluster.node(name).id;
    cluster.node(at(7000)).openSlots = [`[3-<-${id(NEW)}]`];
    cluster.node(at(7003)).openSlots = [`[4->-${id(NEW)}]`];
    expect(movesOf(cluster).slice(0, 2)).toEqual([
      { kind: "closeSlots", node: at(7000), owner: at(7000), slots: [{ start: 3, end: 3 }] },
      { kind: "closeSlots", node: at(7003), owner: at(7000), slots: [{ start: 4, end: 4 }] },
    ]);
  });

  test("goes on to the new primary if the one that imported the slot failed", () => {
    const cluster = until("moveSlots");
    cluster.open(SLOTS.start, at(7000), NEW);
    cluster.failOver("192.168.56.65:7006");
    expect(movesOf(cluster)[0]).toMatchObject({
      kind: "moveSlots",
      node: at(7000),
      to: "192.168.56.65:7006",
      slots: [SLOTS],
    });
  });
});

describe("blockers()", () => {
  test("has open slots that no run of ours has recorded", () => {
    const cluster = until("moveSlots");
    cluster.open(0, at(7000), NEW);
    const kinds = () => {
      const observed = cluster.observe();
      return blockers(targetOf(FOUR_SHARDS, observed).topology, observed).map(({ kind }) => kind);
    };
    expect(kinds()).toEqual([]);
    for (const node of cluster.nodes.values()) node.rebalancing = false;
    expect(kinds()).toEqual(["open slots (being moved)", "open slots (being moved)"]);
  });
});
