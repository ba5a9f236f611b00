import type { NodeView } from "../state/clusterNodes";
import { freshNode } from "../state/freshNode";
import type { AnsweringNode, Observed } from "../state/observed";
import { ownerViews } from "../state/primaries";
import { answering } from "../state/shardState";
import type { HandOver } from "../steps/recoverySteps";
import type { Step } from "../steps/step";

// What steps are expected to lead to, so that a plan can contain the steps after them.

/** After a replica has taken over the slots of its primary. */
export function afterRoleChange(observed: Observed, { from, to }: HandOver): Observed {
  const next = answering(observed, to);
  const old = answering(observed, from)?.id ?? ownerViews(from, observed)[0]?.id;
  if (next === undefined || old === undefined) return observed;
  const seen = answering(observed, from) ?? next;
  const slots = seen.views.find(({ id }) => id === old)?.slots ?? [];
  const change = (view: NodeView): NodeView => {
    if (view.id === old) return { ...view, role: "replica", primaryId: next.id, slots: [] };
    if (view.id === next.id) {
      const kept = view.slots.length > 0 ? view.slots : slots;
      return { ...view, role: "primary", primaryId: undefined, slots: kept };
    }
    return view.primaryId === old ? { ...view, primaryId: next.id } : view;
  };
  return changeRunning(observed, (node) => ({ ...node, views: node.views.map(change) }));
}

/** After a replica has become an empty primary. */
export function afterDetach(observed: Observed, { node }: { readonly node: string }): Observed {
  const id = answering(observed, node)?.id;
  const change = (view: NodeView): NodeView =>
    view.id === id ? { ...view, role: "primary", primaryId: undefined } : view;
  return changeRunning(observed, (one) => ({
    ...one,
    ...(one.id === id ? { keys: 0, linkUp: true } : {}),
    views: one.views.map(change),
  }));
}

/** After a server without a directory has ended. */
export function afterStop(observed: Observed, node: string): Observed {
  const disk = { identity: false, data: false, peers: [] };
  return new Map(observed).set(node, { answers: false, reason: "stopped", disk, wasMember: true });
}

export function afterForget(observed: Observed, steps: readonly Step<"forget">[]): Observed {
  const changed = new Map(observed);
  for (const { node, ids } of steps) {
    const found = answering(observed, node);
    if (found === undefined) continue;
    const views = found.views.filter(({ id }) => !ids.includes(id));
    changed.set(node, { ...found, views });
  }
  return changed;
}

export function afterStartNew(observed: Observed, node: string): Observed {
  return new Map(observed).set(node, { ...freshNode(node), wasMember: true });
}

function changeRunning(
  observed: Observed,
  change: (node: AnsweringNode) => AnsweringNode,
): Observed {
  return new Map([...observed].map(([name, node]) => [name, node.answers ? change(node) : node]));
}
