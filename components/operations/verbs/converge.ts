import { type ClusterReport, reportCluster } from "../../cluster/plan/clusterReport";
import { nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import type { RunSpec } from "../../spec/runSpec";
import { Survey } from "../converge/clusterObserver";
import { ConvergeRun } from "../converge/convergeRun";
import { confOf } from "../converge/joinHostFacts";
import { NodeConnections } from "../redis/nodeConnections";
import type { HostGuard } from "../ssh/hostLock";
import { takeGuards } from "../ssh/hostLocks";

/**
 * Brings the running nodes to the declared cluster and returns when it is formed on every node.
 * Killed anywhere it is finished by the next one.
 *
 * @param say is given a line for people on each thing done
 * @throws Error that names what is not ours, who holds a lock, or which nodes and pairs of nodes did
 * not settle within 30 s, or 60 s above 30 nodes.
 */
export async function converge(spec: RunSpec, say: (line: string) => void): Promise<ClusterReport> {
  const topology = place(spec);
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password);
  let guards: ReadonlyMap<string, HostGuard> = new Map();
  try {
    // Nothing is asked before the locks are held, as it would not count.
    [guards] = await Promise.all([takeGuards(spec), connections.open()]);
    const survey = new Survey(spec, connections, guards);
    const means = { connections, guards, confOf: (node: string) => confOf(spec, node) };
    const run = new ConvergeRun(spec, topology, { survey, means }, say);
    return reportCluster(topology, await run.toTheEnd());
  } finally {
    connections.close();
    for (const guard of guards.values()) guard.close();
  }
}
