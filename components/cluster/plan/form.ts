import { nodeName } from "../spec/clusterSpec";
import { missingSlots, type SlotRange } from "../spec/slots";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
  FOUNDING_SETTINGS,
  formingSettings,
  formingTimeout,
  isSmall,
  sameSettings,
} from "../spec/temporarySettings";
import { memberNames, membersOf, type Topology } from "../spec/topology";
import { slotsByOwner } from "../state/contestedSlots";
import { isInService } from "../state/inService";
import { leavingOwners } from "../state/leaving";
import { type AnsweringNode, isAlone, myself, type Observed } from "../state/observed";
import { answering, type ShardState, shardState, slotsOf } from "../state/shardState";
import type { Step } from "../steps/step";
import { planMeetings } from "./meetings";
import { planReplicas } from "./planReplicas";

/**
 * Temporary settings apply until the cluster is in service, and only while no node has a key; otherwise leftovers of
 * them are restored first.
 */
export function planForming(topology: Topology, observed: Observed): Step[] {
  const shards = topology.shards.map((shard) => shardState(shard, observed));
  const meetings = [
    ...planEpochs(topology, observed),
    ...planSlots(shards, observed),
    // New nodes copy from those that leave, and are not healthy before they know them.
    ...planMeetings([
      ...answeringNodes(topology, observed),
      ...leavingOwners(topology, observed).flatMap((name) => named(name, observed)),
    ]),
  ];
  const isInUse = !hasNoKeys(observed) || (isInService(observed) && hasReplicas(observed));
  const replicas = planReplicas(shards, observed);
  const forming = [...meetings, ...replicas];
  if (isInUse) {
    const founding = foundingOwners(shards, observed);
    const others = planDeclared(topology, observed, false).filter(
      ({ node }) => !founding.has(node),
    );
    return [...others, ...planFounding(founding, observed), ...forming];
  }
  const temporary = forming.length > 0 ? planTemporary(topology, observed) : [];
  const declared = planDeclared(topology, observed, temporary.length > 0);
  // A short node timeout hastens the news of roles and slots, but not the handshakes: for those of many nodes it
  // means only more pings.
  return isSmall(memberNames(topology).length)
    ? [...temporary, ...forming, ...declared]
    : [...meetings, ...temporary, ...replicas, ...declared];
}

export function answeringNodes(topology: Topology, observed: Observed): [string, AnsweringNode][] {
  return memberNames(topology).flatMap((name) => named(name, observed));
}

function named(name: string, observed: Observed): [string, AnsweringNode][] {
  const node = answering(observed, name);
  return node === undefined ? [] : [[name, node]];
}

/**
 * Replicas get the low epochs and primaries the high ones, so that no replica's claim outranks a primary's. A node that
 * joins a cluster in service gets one above all: with the epoch of another primary, some nodes would go on believing
 * that the other one owns the slots that moved.
 */
function planEpochs(topology: Topology, observed: Observed): Step[] {
  const base = isInService(observed) ? greatestEpoch(observed) : 0;
  const replicas = topology.shards.flatMap((shard) => shard.replicas).map(nodeName);
  const primaries = topology.shards.map((shard) => nodeName(shard.primary));
  return [...replicas, ...primaries].flatMap((node, index): Step[] => {
    const found = answering(observed, node);
    const isNew = found !== undefined && isAlone(found) && myself(found)?.configEpoch === 0;
    return isNew ? [{ kind: "setEpoch", node, epoch: base + index + 1 }] : [];
  });
}

function greatestEpoch(observed: Observed): number {
  let greatest = 0;
  // Loops, because with 1,000 nodes there are a million views.
  for (const node of observed.values()) {
    for (const { configEpoch } of node.answers ? node.views : []) {
      greatest = Math.max(greatest, configEpoch);
    }
  }
  return greatest;
}

/** Never those that a node knows as another's: that one may have taken them over a moment ago. */
function planSlots(shards: readonly ShardState[], observed: Observed): Step[] {
  const incomplete = shards.filter(({ missing }) => missing.length > 0);
  if (incomplete.length === 0) return [];
  const owners = [...slotsByOwner(observed)];
  return incomplete.flatMap(({ owner, missing }): Step[] => {
    const ownId = answering(observed, owner)?.id;
    const others = owners.flatMap(([id, slots]): readonly SlotRange[] =>
      id === ownId ? [] : slots,
    );
    const slots = missingSlots(missing, others);
    return slots.length > 0 ? [{ kind: "assignSlots", node: owner, slots }] : [];
  });
}

/** The primaries without slots and keys that replicas are to copy or copy: a delay would only be waited for. */
function foundingOwners(shards: readonly ShardState[], observed: Observed): Set<string> {
  const founding = shards.filter(({ shard, owner }) => {
    const primary = answering(observed, owner);
    if (primary === undefined || primary.keys > 0 || slotsOf(observed, owner).length > 0)
      return false;
    return membersOf(shard).some((member) => {
      const found = answering(observed, nodeName(member));
      if (found === undefined || found === primary) return false;
      return myself(found)?.primaryId !== primary.id || !found.linkUp;
    });
  });
  return new Set(founding.map(({ owner }) => owner));
}

function planFounding(founding: ReadonlySet<string>, observed: Observed): Step[] {
  return [...founding].flatMap((node): Step[] => {
    const { settings } = answering(observed, node) ?? {};
    const isSet = settings === undefined || sameSettings(settings, FOUNDING_SETTINGS);
    return isSet ? [] : [{ kind: "setTimeouts", node, settings: "founding" }];
  });
}

function hasNoKeys(observed: Observed): boolean {
  return [...observed.values()].every((node) => !node.answers || node.keys === 0);
}

/** A cluster that is still being formed serves all slots before it has its first replica. */
function hasReplicas(observed: Observed): boolean {
  return [...observed.values()].some((node) => node.answers && myself(node)?.role === "replica");
}

function planTemporary(topology: Topology, observed: Observed): Step[] {
  const nodeTimeout = formingTimeout(memberNames(topology).length);
  const wanted = formingSettings(nodeTimeout);
  const longer = sameSettings(wanted, FORMING_SETTINGS) ? {} : { nodeTimeout };
  return answeringNodes(topology, observed)
    .filter(([, { settings }]) => !sameSettings(settings, wanted))
    .map(([node]) => ({ kind: "setTimeouts", node, settings: "forming", ...longer }));
}

/** @param everywhere is true after temporary settings were planned */
function planDeclared(topology: Topology, observed: Observed, everywhere: boolean): Step[] {
  return answeringNodes(topology, observed)
    .filter(([, { settings }]) => everywhere || !sameSettings(settings, DECLARED_SETTINGS))
    .map(([node]) => ({ kind: "setTimeouts", node, settings: "declared" }));
}
