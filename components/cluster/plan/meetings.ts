import { isSmall } from "../spec/temporarySettings";
import { hasLink } from "../state/links";
import type { AnsweringNode } from "../state/observed";
import type { Step } from "../steps/step";

/**
 * Lists meetings as long as two nodes have no link. In a small cluster each node meets every other, so that none has to
 * learn of another by gossip. Of many nodes each meets few: handshakes of all pairs at the same time would keep small
 * hosts from answering.
 */
export function planMeetings(nodes: readonly (readonly [string, AnsweringNode])[]): Step[] {
  return nodes.flatMap(([node, found], index): Step[] => {
    const missing = nodes.flatMap(([name, peer], at) =>
      at > index && !(hasLink(found, peer) && hasLink(peer, found))
        ? [{ name, distance: at - index }]
        : [],
    );
    const chosen = isSmall(nodes.length) ? missing : chooseFew(missing, nodes.length);
    const peers = chosen.map(({ name }) => name);
    return peers.length > 0 ? [{ kind: "meet", node, peers }] : [];
  });
}

interface Peer {
  readonly name: string;
  /** How far it is from the node in the list of all. */
  readonly distance: number;
}

/** The distances 1, 2, 4, 8, ... connect all nodes. Where they have links already, gossip has left out the others. */
function chooseFew(missing: readonly Peer[], count: number): Peer[] {
  const [near, others] = [true, false].map((isNear) =>
    missing.filter(({ distance }) => Number.isInteger(Math.log2(distance)) === isNear),
  );
  return [...(near ?? []), ...(others ?? [])].slice(0, Math.ceil(Math.log2(count)));
}
