import { CHOOSE_PORT_OR_REMOVE_KEYS, STOP_UNMANAGED } from "../../text/cures/clusterCures";
import { nodeName } from "../spec/clusterSpec";
import { formatSlots, missingSlots } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";
import { comebackOf } from "../state/comeback";
import { leavingNodes } from "../state/leaving";
import { isBusy } from "../state/nodeTransfers";
import {
  type AnsweringNode,
  isAlone,
  isRebalancing,
  myself,
  type Observed,
} from "../state/observed";
import { rescueOf } from "../state/rescue";
import { answering, shardState } from "../state/shardState";
import { startMode } from "../state/startMode";
import { DIRECTORY_REMOVED } from "./directoryRemoved";
import { foreignIdentities } from "./foreignIdentities";
import { leavingProblems } from "./leaving";
import { mixedVersions } from "./nextStart";
import { otherClustersData } from "./otherClustersData";
import type { Problem } from "./problem";
import { unreachable } from "./unreachable";

/** Lists the problems that no step fixes. */
export function blockers(topology: Topology, observed: Observed): Problem[] {
  const ofNodes = topology.shards.flatMap((shard) => {
    const { owner } = shardState(shard, observed);
    return membersOf(shard)
      .map(nodeName)
      .flatMap((name) => {
        const node = observed.get(name);
        return node?.answers
          ? [
              ...keyProblems(name, node),
              ...slotProblems(name, node, { shard, owner, topology, observed }),
              ...directoryProblems(name, topology, observed),
              ...unmanagedProblems(name, node, observed),
            ]
          : unreachableProblems(name, topology, observed);
      });
  });
  const ofLeaving = leavingNodes(topology, observed).flatMap((name) => {
    const node = answering(observed, name);
    return node === undefined ? [] : keyProblems(name, node);
  });
  return [
    ...ofNodes,
    ...ofLeaving,
    ...leavingProblems(topology, observed),
    ...foreignIdentities(observed),
    ...mixedVersions(topology, observed),
  ];
}

/** Its identity and its data exist in memory only, and it can write neither. */
function directoryProblems(node: string, topology: Topology, observed: Observed): Problem[] {
  if (answering(observed, node)?.directoryRemoved !== true) return [];
  const rescue = rescueOf(node, topology, observed);
  return rescue.kind === "none" ? [{ node, kind: DIRECTORY_REMOVED, advice: rescue.advice }] : [];
}

/** An empty server that would be taken for the lost member of that address. */
function unmanagedProblems(node: string, found: AnsweringNode, observed: Observed): Problem[] {
  const isCluster = [...observed.values()].some((other) => other.answers && !isAlone(other));
  if (found.unmanaged !== true || !isAlone(found) || !isCluster) return [];
  const advice = STOP_UNMANAGED;
  return [{ node, kind: "answers, but this stack did not start its server", advice }];
}

function unreachableProblems(name: string, topology: Topology, observed: Observed): Problem[] {
  const node = observed.get(name);
  if (node?.answers || isBusy(node)) return [];
  const foreign = otherClustersData(name, observed);
  if (foreign.length > 0) return foreign;
  const mayStart = node !== undefined && startMode(name, node, observed) !== undefined;
  if (mayStart) return [];
  const comeback = comebackOf(name, topology, observed);
  if (comeback.kind !== "none") return [];
  const { advice } = comeback;
  return [{ ...unreachable(name, node), ...(advice === undefined ? {} : { advice }) }];
}

function keyProblems(node: string, found: AnsweringNode): Problem[] {
  const { keys } = found;
  const own = myself(found);
  if (keys === 0 || own === undefined || own.slots.length > 0) return [];
  const count = keys === 1 ? "1 key" : `${keys} keys`;
  if (isAlone(found)) {
    const advice = CHOOSE_PORT_OR_REMOVE_KEYS;
    return [{ node, kind: ALONE_WITH_KEYS, text: `${count}, but not in a cluster`, advice }];
  }
  return own.role === "primary"
    ? [{ node, kind: "keys, but no slots", text: `${count}, but no slots` }]
    : [];
}

const ALONE_WITH_KEYS = "keys, but not in a cluster";

function slotProblems(
  node: string,
  found: AnsweringNode,
  given: {
    readonly shard: Shard;
    readonly owner: string;
    readonly topology: Topology;
    readonly observed: Observed;
  },
): Problem[] {
  const { shard, owner, topology, observed } = given;
  const { rebalances = false } = topology;
  const own = myself(found);
  if (own === undefined) return [{ node, kind: "missing from its own CLUSTER NODES" }];
  const { slots, openSlots } = own;
  const outside = slots.filter((range) => missingSlots([range], shard.slots).length > 0);
  const problems: Problem[] = [];
  if (outside.length > 0 && !rebalances) {
    const text = `owns slots ${formatSlots(outside)}, which belong to another shard`;
    problems.push({ node, kind: "slots of another shard", text });
  }
  if (slots.length > 0 && node !== owner && !rebalances) {
    const text = `owns slots ${formatSlots(slots)}, while ${owner} owns slots of the same shard`;
    problems.push({ node, kind: "a second owner of slots in its shard", text });
  }
  // An interrupted run of ours has recorded that it moves slots.
  if (openSlots.length > 0 && !(rebalances && isRebalancing(observed))) {
    const text = `open slots (being moved): ${openSlots.slice(0, 3).join(" ")}`;
    problems.push({ node, kind: "open slots (being moved)", text });
  }
  return problems;
}
