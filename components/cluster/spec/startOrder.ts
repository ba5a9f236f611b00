import { type HostSpec, nodeName } from "./clusterSpec";
import type { Topology } from "./topology";

/** Primaries first: none serves earlier than 2 s after its start. @see CLUSTER_WRITABLE_DELAY in cluster.c */
export function startOrder<Host extends HostSpec>(
  { shards }: Topology,
  hosts: readonly Host[],
): { host: Host; port: number }[] {
  const primaries = shards.map(({ primary }) => primary);
  const replicas = shards.flatMap((shard) => shard.replicas);
  const rank = new Map([...primaries, ...replicas].map((node, index) => [nodeName(node), index]));
  const rankOf = ({ host: { address }, port }: { host: Host; port: number }) =>
    rank.get(nodeName({ address, port })) ?? rank.size;
  return hosts
    .flatMap((host) => host.ports.map((port) => ({ host, port })))
    .sort((a, b) => rankOf(a) - rankOf(b));
}
