import fc from "fast-check";
import { expect, test } from "vitest";
import { Cheapest } from "../../../../components/cluster/target/cheapest";

/** The cost of each item in each bin; undefined where it may not go. */
type Costs = readonly (readonly (number | undefined)[])[];

function solve(costs: Costs, capacity: number): number | undefined {
  const bins = [0, 1, 2];
  const costOf = (item: number, bin: number) => costs[item]?.[bin];
  const cheapest = new Cheapest<number, number>({ bins, capacityOf: () => capacity, costOf });
  for (const [item, row] of costs.entries()) {
    const least = Math.min(...row.map((cost) => cost ?? Number.POSITIVE_INFINITY));
    if (!cheapest.add(item, least)) return undefined;
  }
  const placed = bins.flatMap((bin) => cheapest.itemsIn(bin).map((item) => costOf(item, bin) ?? 0));
  expect(placed).toHaveLength(costs.length);
  for (const bin of bins) expect(cheapest.itemsIn(bin).length).toBeLessThanOrEqual(capacity);
  return placed.reduce((sum, cost) => sum + cost, 0);
}

/** Tries all ways. */
function leastCost(costs: Costs, rooms: readonly number[]): number | undefined {
  const [row, ...rest] = costs;
  if (row === undefined) return 0;
  const ways = row.flatMap((cost, bin) => {
    if (cost === undefined || (rooms[bin] ?? 0) === 0) return [];
    const others = leastCost(
      rest,
      rooms.map((room, index) => room - (index === bin ? 1 : 0)),
    );
    return others === undefined ? [] : [cost + others];
  });
  return ways.length === 0 ? undefined : Math.min(...ways);
}

test("Cheapest finds the least cost of all items together, or that there is no room for all", () => {
  const row = fc.array(fc.option(fc.nat(3), { nil: undefined }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 6 }),
      fc.integer({ min: 1, max: 2 }),
      (costs, capacity) => {
        expect(solve(costs, capacity)).toBe(leastCost(costs, [capacity, capacity, capacity]));
      },
    ),
    { numRuns: 1000 },
  );
});

test("Cheapest moves no fixed item, and lets the caller choose between equals", () => {
  const bins = ["a", "b"];
  const costOf = (item: string, bin: string) => (item === "only a" && bin === "b" ? undefined : 0);
  const cheapest = new Cheapest<string, string>({ bins, capacityOf: () => 1, costOf });
  cheapest.put("fixed", "a", true);
  expect(cheapest.add("only a", 0)).toBe(false);
  const free = new Cheapest<string, string>({ bins, capacityOf: () => 1, costOf });
  expect(free.add("any", 0, (_, b) => b)).toBe(true);
  expect(free.itemsIn("b")).toEqual(["any"]);
});
