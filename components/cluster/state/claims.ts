import type { NodeView } from "./clusterNodes";
import { myself, type Observed } from "./observed";
import { isOtherClusters } from "./peers";

/** What is known of a member's place in the cluster. */
export interface Claim extends NodeView {
  /** True if its own server reports it. */
  readonly isOwn: boolean;
}

/**
 * The place of each known member by its name. Best is the word of the running node, then its own nodes.conf, then what
 * running nodes say of it, then what stopped ones have written down.
 */
export function claimsOf(observed: Observed): Map<string, Claim> {
  const claims = new Map<string, Claim>();
  const running: (readonly NodeView[])[] = [];
  const written: (readonly NodeView[])[] = [];
  for (const [name, node] of observed) {
    const onDisk = node.answers || isOtherClusters(name, observed) ? [] : (node.disk?.views ?? []);
    const own = node.answers ? myself(node) : onDisk.find(isMyself);
    // A node knows its own address only once it has met another one.
    if (own !== undefined) claims.set(name, { ...own, name, isOwn: node.answers });
    if (node.answers) running.push(node.views);
    else written.push(onDisk);
  }
  const known = new Set([...claims.values()].map(({ id }) => id));
  for (const views of [running, written]) {
    for (const claim of newestOf(views, known)) {
      if (!claims.has(claim.name)) claims.set(claim.name, claim);
    }
  }
  return claims;
}

/** What others say of the nodes that say nothing themselves: of each the claim with the highest epoch. */
function newestOf(lists: readonly (readonly NodeView[])[], known: ReadonlySet<string>): Claim[] {
  const newest = new Map<string, NodeView>();
  // Loops, because with 1,000 nodes there are a million views.
  for (const views of lists) {
    for (const view of views) {
      if (known.has(view.id) || view.flags.some((flag) => UNNAMED.has(flag))) continue;
      const other = newest.get(view.name);
      if (other === undefined || other.configEpoch < view.configEpoch) newest.set(view.name, view);
    }
  }
  return [...newest.values()].map((view) => ({ ...view, isOwn: false }));
}

const UNNAMED = new Set(["myself", "handshake", "noaddr"]);

function isMyself({ flags }: NodeView): boolean {
  return flags.includes("myself");
}
