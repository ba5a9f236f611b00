import { describe, expect, test } from "vitest";
import { describeMoves, isPartOfMove, movesOf } from "../../../../components/cluster/plan/moves";
import type { Observed } from "../../../../components/cluster/state/observed";
import type { Step } from "../../../../components/cluster/steps/step";
import { answeringNode, nodeView } from "../../../support/answeringNode";

const [A, B, C, D] = ["10.0.0.1:7000", "10.0.0.2:7001", "10.0.0.3:7002", "10.0.0.4:7003"] as const;

/** A primary of 5,000 slots with 100,000 keys. */
function primary(
  name: string,
  start: number,
  changes: object = {},
): [string, Observed extends ReadonlyMap<string, infer N> ? N : never] {
  const own = nodeView(name, {
    flags: ["myself", "master"],
    slots: [{ start, end: start + 4999 }],
  });
  return [
    name,
    answeringNode(name, { keys: 100_000, dataBytes: 12_500_000, views: [own], ...changes }),
  ];
}

const observed: Observed = new Map([primary(A, 0), primary(B, 5000)]);

function move(node: string, to: string, start: number, count: number): Step<"moveSlots"> {
  return { kind: "moveSlots", node, to, slots: [{ start, end: start + count - 1 }], others: [] };
}

describe("the moves of a plan", () => {
  test("are told by their targets, with estimates", () => {
    const moves = movesOf([move(A, C, 0, 1000), move(B, C, 5000, 1250)], observed);
    expect(describeMoves(moves)).toEqual([
      "move 2,250 slots to 10.0.0.3:7002, key by key: about 45,000 keys, 5.6 MB, roughly 1 s",
      "  from 10.0.0.1:7000 1,000, 10.0.0.2:7001 1,250",
    ]);
  });

  test("have no keys where the sources have none", () => {
    const empty: Observed = new Map([primary(A, 0, { keys: 0 })]);
    expect(describeMoves(movesOf([move(A, C, 0, 1)], empty))[0]).toBe(
      "move 1 slot to 10.0.0.3:7002: no keys, roughly 1 s",
    );
  });

  test("happen at once where all servers can", () => {
    const valkey = { server: "valkey", version: "9.1.2" };
    const all: Observed = new Map([primary(A, 0, valkey), primary(C, 5000, valkey)]);
    expect(describeMoves(movesOf([move(A, C, 0, 500)], all))[0]).toContain(", all at once: ");
    const mixed: Observed = new Map([
      primary(A, 0, valkey),
      primary(C, 5000, { server: "valkey", version: "8.1.1" }),
    ]);
    expect(describeMoves(movesOf([move(A, C, 0, 500)], mixed))[0]).toContain(", key by key: ");
  });

  test("to many targets have two lines together", () => {
    const targets = [C, D, "10.0.0.5:1", "10.0.0.6:1", "10.0.0.7:1"];
    const steps = targets.flatMap((to, index) => [
      move(A, to, 500 * index, 500),
      move(B, to, 5000 + 500 * index, 500),
    ]);
    expect(describeMoves(movesOf(steps, observed))).toEqual([
      "move 5,000 slots to 5 nodes, key by key: about 100,000 keys, 13 MB, roughly 2 s",
      "  from 2 primaries",
    ]);
  });

  test("are what the lines tell already, with the records of them", () => {
    expect(isPartOfMove(move(A, C, 0, 1))).toBe(true);
    expect(isPartOfMove({ kind: "record", node: A, rebalancing: true })).toBe(true);
    expect(isPartOfMove({ kind: "record", node: A })).toBe(false);
  });
});
