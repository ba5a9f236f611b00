import type { Observed, ObservedNode } from "../cluster/observed";
import { type NodeSpec, nodeName, nodesOf } from "../cluster/spec";
import type { HostGuard } from "./hostGuard";
import type { NodeConnections } from "./nodeConnections";

/** What a survey looks through. */
export interface SurveyMeans {
  readonly connections: NodeConnections;
  readonly guards: ReadonlyMap<string, HostGuard>;
}

/** Reads the hold files of all nodes: the ids by the nodes' names. */
export async function readHolds(
  hosts: Parameters<typeof nodesOf>[0],
  guards: ReadonlyMap<string, HostGuard>,
): Promise<Map<string, string | undefined>> {
  const entries = nodesOf(hosts).map(async (node): Promise<[string, string | undefined]> => {
    const disk = await guards.get(node.address)?.disk(node.port);
    return [nodeName(node), disk?.hold];
  });
  return new Map(await Promise.all(entries));
}

/** Asks all nodes, and for those that are silent looks at their disks. */
export async function survey(
  nodes: readonly NodeSpec[],
  means: SurveyMeans,
  holds: ReadonlyMap<string, string | undefined>,
): Promise<Observed> {
  const observed = await means.connections.observe();
  const entries = nodes.map(async (node): Promise<[string, ObservedNode]> => {
    const name = nodeName(node);
    const found = observed.get(name) ?? { answers: false, reason: "it was not asked" };
    if (found.answers) return [name, { ...found, held: holds.get(name) === found.id }];
    const disk = await means.guards.get(node.address)?.disk(node.port);
    return [name, disk === undefined ? found : { ...found, disk }];
  });
  return new Map(await Promise.all(entries));
}
