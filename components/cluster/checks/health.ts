import { ALL_SLOTS, countSlots, formatSlots, missingSlots, SLOT_COUNT } from "../spec/slots";
import { memberNames, type Topology } from "../spec/topology";
import type { NodeView } from "../state/clusterNodes";
import { leavingOwners } from "../state/leaving";
import { hasLink } from "../state/links";
import { transferOf } from "../state/nodeTransfers";
import { type AnsweringNode, myself, type Observed, runningNodes, viewOf } from "../state/observed";
import { answering } from "../state/shardState";
import { describeTransfer } from "./describeTransfer";
import type { Problem } from "./problem";
import { unreachable } from "./unreachable";

/**
 * Lists what keeps the cluster from being formed. Nodes that leave matter as long as they own slots, and vote.
 * @param toCreate names the nodes that do not exist yet
 */
export function clusterProblems(
  topology: Topology,
  observed: Observed,
  toCreate: readonly string[] = [],
): Problem[] {
  const names = [
    ...memberNames(topology).filter((name) => !toCreate.includes(name)),
    ...leavingOwners(topology, observed),
  ];
  const problems = names.flatMap((name) => nodeProblems(name, observed, names));
  return problems.some(({ kind }) => kind === SLOTS_NOT_OK)
    ? [...ownerlessSlots(observed), ...problems]
    : problems;
}

/** Lists what a node reports of itself and of others that a formed cluster would not. */
export function nodeProblems(
  name: string,
  observed: Observed,
  names: readonly string[],
): Problem[] {
  const node = observed.get(name);
  if (!node?.answers) {
    // Advice is for a node that no step starts: blockers give it.
    const { advice: _, ...problem } = unreachable(name, node);
    return [problem];
  }
  const problems = stateProblems(name, node, observed);
  // A loop, because it runs for each pair of nodes.
  for (const other of names) {
    const peer = other === name ? undefined : answering(observed, other);
    const doubt = peer === undefined ? undefined : doubtOf(node, peer);
    if (doubt !== undefined) problems.push({ ...doubt, node: other, by: name, role: "cause" });
  }
  return problems;
}

/** A node that others know in another role or with other slots. */
export const SEEN_DIFFERENTLY = "seen differently by other nodes";
const SLOTS_NOT_OK = "not all slots are ok";

function stateProblems(node: string, found: AnsweringNode, observed: Observed): Problem[] {
  const { clusterState, slotsOk, linkUp } = found;
  const problems: Problem[] = [];
  if (clusterState !== "ok") {
    problems.push({ node, kind: "cluster_state is fail", role: "symptom" });
  }
  if (slotsOk !== SLOT_COUNT) {
    const text = `only ${slotsOk} of ${SLOT_COUNT} slots are ok`;
    problems.push({ node, kind: SLOTS_NOT_OK, text, role: "symptom" });
  }
  const transfer = linkUp ? undefined : transferOf(node, observed);
  if (transfer !== undefined) problems.push({ node, ...describeTransfer(transfer) });
  else if (!linkUp) {
    const primary = viewOf(found, myself(found)?.primaryId ?? "")?.name ?? "";
    const isPrimaryDown = observed.get(primary)?.answers === false;
    const role = isPrimaryDown ? ({ role: "symptom" } as const) : {};
    problems.push({ node, kind: "replication link is down", ...role });
  }
  return problems;
}

function doubtOf(node: AnsweringNode, peer: AnsweringNode): Problem | undefined {
  if (!hasLink(node, peer)) {
    return { kind: "no cluster bus link", text: "no cluster bus link from" };
  }
  const view = viewOf(node, peer.id);
  // By index, because it runs for each pair of nodes.
  const own = viewOf(peer, peer.id);
  if (view === undefined || own === undefined) return undefined;
  const flag = view.flags.find((one) => one === "fail" || one === "fail?");
  if (flag !== undefined) {
    return { kind: "marked as failing", text: `marked ${flag} by` };
  }
  if (isSame(view, own)) return undefined;
  const text = `${describe(own, peer)}; seen as ${describe(view, node)} by`;
  return { kind: SEEN_DIFFERENTLY, text };
}

function isSame(a: NodeView, b: NodeView): boolean {
  if (a.role !== b.role) return false;
  if (a.role === "replica") return a.primaryId === b.primaryId;
  return (
    a.slots.length === b.slots.length &&
    a.slots.every(({ start, end }, index) => {
      const other = b.slots[index];
      return other?.start === start && other.end === end;
    })
  );
}

function describe({ role, primaryId = "", slots }: NodeView, by: AnsweringNode): string {
  if (role === "replica") return `replica of ${viewOf(by, primaryId)?.name ?? primaryId}`;
  return slots.length > 0 ? `primary of slots ${formatSlots(slots)}` : "primary without slots";
}

/** The slots that no node owns: by its own word, or by that of others for one that does not answer. */
function ownerlessSlots(observed: Observed): Problem[] {
  const nodes = runningNodes(observed);
  const ids = new Set(nodes.map(({ id }) => id));
  const owners = nodes.flatMap((node) =>
    node.views.filter(({ id, flags }) => flags.includes("myself") || !ids.has(id)),
  );
  const missing = missingSlots(
    ALL_SLOTS,
    owners.flatMap(({ slots }) => slots),
  );
  if (missing.length === 0) return [];
  const count = countSlots(missing);
  const rest = missing.length > 3 ? ` and ${missing.length - 3} more ranges` : "";
  const text = `${count === 1 ? "1 slot has" : `${count} slots have`} no owner: ${formatSlots(missing.slice(0, 3))}${rest}`;
  return [{ kind: "slots without an owner", text, role: "cause" }];
}
