import fc from "fast-check";
import { expect, test } from "vitest";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import { nodeName, nodesOf } from "../../../../components/cluster/spec/clusterSpec";
import { SLOT_COUNT } from "../../../../components/cluster/spec/slots";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { grownCluster } from "../../../support/grownCluster";
import { countOwned, finish, growthEvent, happen } from "../../../support/growthEvents";
import { specOf } from "../../../support/specOf";

/** Specs that some nodes are to leave. */
const CHANGES = [
  // A shard less, and half of them.
  [specOf([4, 4], 1), specOf([3, 3], 1)],
  [specOf([4, 4, 4], 1), specOf([2, 2, 2], 1)],
  [specOf([2, 2, 2], 0), specOf([1, 1, 1], 0)],
  // Fewer replicas.
  [specOf([3, 3, 3], 2), specOf([2, 2, 2], 1)],
  [specOf([2, 2, 2], 1), specOf([1, 1, 1], 0)],
  // Replicas lead new shards, and primaries become replicas.
  [specOf([2, 2, 2], 1), specOf([2, 2, 2], 0)],
  [specOf([4, 4, 4], 2), specOf([4, 4, 4], 1)],
  [specOf([2, 2, 2], 0), specOf([2, 2, 2], 1)],
  // Both, with nodes that join and leave.
  [specOf([3, 3, 3], 2), specOf([2, 2, 2, 2], 1)],
  [specOf([4, 4], 1), specOf([3, 3, 3], 2)],
  // A host less, with other ports on the others.
  [specOf([2, 2, 2], 1), specOf([3, 3], 1)],
] as const;

test("nodes leave wherever a run was killed, and every slot has one owner all the time", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CHANGES),
      fc.record({ hasKeys: fc.boolean(), movesReplicas: fc.boolean(), rounds: fc.nat(14) }),
      fc.array(growthEvent, { maxLength: 25 }),
      ([before, after], { hasKeys, movesReplicas, rounds }, events) => {
        const cluster = grownCluster(before, after);
        cluster.movesReplicas = movesReplicas;
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
        const declared = new Set(nodesOf(after.hosts).map(nodeName));
        for (const { name, runs, wasMember, knows } of cluster.nodes.values()) {
          expect({ name, runs, wasMember }).toEqual({
            name,
            runs: declared.has(name),
            wasMember: declared.has(name),
          });
          expect([...knows].filter((other) => !declared.has(other))).toEqual([]);
        }
        expect(countOwned(cluster)).toBe(SLOT_COUNT);
      },
    ),
    { numRuns: 200 },
  );
});
