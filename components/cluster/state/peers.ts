import type { Observed } from "./observed";

export function runningPeers(observed: Observed): Set<string> {
  const views = [...observed.values()].flatMap((node) => (node.answers ? node.views : []));
  // A node whose address is lost is listed as ":0".
  const unnamed = ["myself", "handshake", "noaddr"];
  return new Set(
    views
      .filter(({ flags }) => !flags.some((flag) => unnamed.includes(flag)))
      .map(({ name }) => name),
  );
}

/** The names in the nodes.conf of stopped nodes: once started, their replicas copy an empty server too. */
export function stoppedPeers(observed: Observed): string[] {
  return [...observed.values()].flatMap((node) => (node.answers ? [] : (node.disk?.peers ?? [])));
}

/** True if the nodes.conf of a stopped node names undeclared peers, and no running member knows the node. */
export function isOtherClusters(name: string, observed: Observed): boolean {
  return undeclaredPeers(name, observed).length > 0 && !isMember(name, observed);
}

/** The names in a stopped node's nodes.conf that are not declared. */
export function undeclaredPeers(name: string, observed: Observed): string[] {
  const node = observed.get(name);
  const peers = node === undefined || node.answers ? [] : (node.disk?.peers ?? []);
  return peers.filter((peer) => !observed.has(peer));
}

function isMember(name: string, observed: Observed): boolean {
  return [...observed.values()].some(
    (other) => other.answers && other.views.some((view) => view.name === name),
  );
}
