import { type ClusterReport, reportCluster } from "../../cluster/plan/clusterReport";
import { nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import type { RunSpec } from "../../spec/runSpec";
import { ClusterObserver } from "../converge/clusterObserver";
import { ConvergeRun } from "../converge/convergeRun";
import { confOf } from "../converge/joinHostFacts";
import { NodeConnections } from "../redis/nodeConnections";
import type { HostLock } from "../ssh/hostLock";
import { acquireLocks } from "../ssh/hostLocks";

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
  let locks: ReadonlyMap<string, HostLock> = new Map();
  try {
    // Nothing is asked before the locks are held, as it would not count.
    [locks] = await Promise.all([acquireLocks(spec), connections.open()]);
    const observer = new ClusterObserver(spec, connections, locks);
    const context = { connections, locks, confOf: (node: string) => confOf(spec, node) };
    const run = new ConvergeRun(spec, topology, { observer, context }, say);
    return reportCluster(topology, await run.toTheEnd());
  } finally {
    connections.close();
    for (const lock of locks.values()) lock.close();
  }
}
