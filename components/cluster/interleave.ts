import { type HostSpec, type NodeSpec, nodesOf } from "./spec";

/**
 * Lists all nodes so that neighbours are far apart: one of each domain in turn, and within a domain
 * one of each host in turn. For the hosts A (7000, 7001) and B (7003, 7004): 7000, 7003, 7001, 7004.
 */
export function interleave(hosts: readonly HostSpec[]): NodeSpec[] {
  const domains = [...new Set(hosts.map(({ domain }) => domain))];
  return takeTurns(
    domains.map((domain) =>
      takeTurns(hosts.filter((host) => host.domain === domain).map((host) => nodesOf([host]))),
    ),
  );
}

function takeTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat();
}
