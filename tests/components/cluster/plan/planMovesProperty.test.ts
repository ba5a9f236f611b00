import fc from "fast-check";
import { expect, test } from "vitest";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import { countSlots, SLOT_COUNT } from "../../../../components/cluster/spec/slots";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { grownCluster } from "../../../support/grownCluster";
import { countOwned, finish, growthEvent, happen } from "../../../support/growthEvents";
import { specOf } from "../../../support/specOf";

/** Specs with more shards than before, of new nodes. */
const GROWTHS = [
  [specOf([3, 3], 1), specOf([4, 4], 1)],
  [specOf([2, 1], 0), specOf([2, 1, 3], 0)],
  [specOf([2, 2, 2], 1), specOf([4, 4, 4], 1)],
  [specOf([3, 3, 3], 2), specOf([4, 4, 4], 2)],
] as const;

test("new shards get their slots wherever a run was killed, and every slot has one owner all the time", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...GROWTHS),
      // The rounds of a run before anything goes wrong: the moves are among the last ones.
      fc.record({ hasKeys: fc.boolean(), rounds: fc.nat(14) }),
      fc.array(growthEvent, { maxLength: 25 }),
      ([before, after], { hasKeys, rounds }, events) => {
        const cluster = grownCluster(before, after);
        for (const node of cluster.nodes.values()) if (hasKeys && node.runs) node.keys = 7;
        if (rounds > 0) finish(cluster, after, rounds);
        for (const one of events) {
          happen(one, cluster, after);
          expect(countOwned(cluster)).toBe(SLOT_COUNT);
        }
        finish(cluster, after);
        const observed = cluster.observe();
        const { topology, changes } = targetOf(after, observed);
        expect(plan(topology, observed)).toEqual([]);
        expect(clusterProblems(topology, observed)).toEqual([]);
        expect(changes).toMatchObject({ joining: [], leaving: [], reparented: [], slotMoves: [] });
        expect(topology.rebalances).toBeUndefined();
        const nodes = [...cluster.nodes.values()];
        expect(nodes.flatMap(({ openSlots }) => openSlots)).toEqual([]);
        expect(nodes.filter(({ rebalancing }) => rebalancing)).toEqual([]);
        const counts = nodes.map(({ slots }) => countSlots(slots)).filter((count) => count > 0);
        expect(counts).toHaveLength(topology.shards.length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(countOwned(cluster)).toBe(SLOT_COUNT);
      },
    ),
    { numRuns: 200 },
  );
});
