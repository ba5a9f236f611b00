import fc from "fast-check";
import { expect, test } from "vitest";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { grownCluster } from "../../../support/grownCluster";
import { finish, growthEvent, happen } from "../../../support/growthEvents";
import type { SimulatedCluster } from "../../../support/simulatedCluster";
import { specOf } from "../../../support/specOf";

/** Specs with the same number of shards, before and after. */
const GROWTHS = [
  [specOf([3, 3], 1), specOf([3, 3, 3], 2)],
  [specOf([2, 1], 0), specOf([2, 1, 3], 1)],
  [specOf([3, 3], 1), specOf([5, 4], 2)],
  [specOf([3, 3, 3], 2), specOf([4, 4, 4], 3)],
] as const;

test("new replicas join wherever a run was killed: no slot moves, and no node leaves its shard", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...GROWTHS),
      fc.boolean(),
      fc.array(growthEvent, { maxLength: 30 }),
      ([before, after], hasKeys, events) => {
        const cluster = grownCluster(before, after);
        for (const node of cluster.nodes.values()) if (hasKeys && node.runs) node.keys = 7;
        const shards = shardsOf(cluster);
        for (const one of events) happen(one, cluster, after);
        finish(cluster, after);
        const { topology, changes } = targetOf(after, cluster.observe());
        expect(plan(topology, cluster.observe())).toEqual([]);
        expect(clusterProblems(topology, cluster.observe())).toEqual([]);
        expect(changes).toMatchObject({ joining: [], leaving: [], reparented: [], slotMoves: [] });
        for (const { slots, nodes } of shardsOf(cluster)) {
          const old = shards.find((shard) => shard.slots === slots)?.nodes ?? [];
          expect(old).not.toEqual([]);
          expect(nodes).toEqual(expect.arrayContaining(old));
          expect(nodes).toHaveLength(after.replicas + 1);
        }
      },
    ),
    { numRuns: 200 },
  );
});

/** The nodes of each shard by its slots. */
function shardsOf(cluster: SimulatedCluster): { slots: string; nodes: string[] }[] {
  const all = [...cluster.nodes.values()];
  return all
    .filter(({ slots }) => slots.length > 0)
    .map(({ name, slots }) => ({
      slots: JSON.stringify(slots),
      nodes: [name, ...all.filter(({ primary }) => primary === name).map((one) => one.name)],
    }));
}
