import { LOOK_BEFORE_AOF_FIX, RESTORE_DATA } from "../../text/cures/clusterCures";
import { canStart, type OnDisk, refusesConnections, type UnreachableNode } from "../state/observed";
import { describeTransfer } from "./describeTransfer";
import type { Problem } from "./problem";

export function unreachable(node: string, found: UnreachableNode | undefined): Problem {
  const problem = { node, role: "cause" } as const;
  if (found === undefined) return { ...problem, kind: "not observed" };
  const { reason, refused, disk, transfer } = found;
  if (transfer !== undefined) {
    const { kind, bytes: done, totalBytes: total } = transfer;
    return { ...problem, ...describeTransfer({ kind, done, total }) };
  }
  if (refused) {
    return { ...problem, kind: "connection rejected", text: `connection rejected: ${reason}` };
  }
  const isRefused = refusesConnections(found);
  if (disk === undefined) {
    return { ...problem, kind: isRefused ? "connection refused" : `no answer: ${reason}` };
  }
  const state = isRefused ? "stopped" : `no answer: ${reason}`;
  if (canStart(found)) return { ...problem, kind: `${state}; identity and data are on disk` };
  if (disk.identity) return { ...problem, ...withoutData(state, disk) };
  const missing = disk.data ? "nodes.conf is missing" : "nodes.conf and data files are missing";
  return { ...problem, kind: `${state}; ${missing}` };
}

function withoutData(state: string, { damaged }: OnDisk): Pick<Problem, "kind" | "advice"> {
  if (damaged !== true) {
    return {
      kind: `${state}; data files are missing`,
      advice: RESTORE_DATA,
    };
  }
  return {
    kind: `${state}; its append-only file is damaged`,
    advice: LOOK_BEFORE_AOF_FIX,
  };
}
