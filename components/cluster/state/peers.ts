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
