import { nodeName } from "../spec/clusterSpec";
import { DECLARED_SETTINGS, FORMING_SETTINGS, sameSettings } from "../spec/temporarySettings";
import { memberNames, membersOf, type Topology } from "../spec/topology";
import { hasLink } from "../state/links";
import {
  type AnsweringNode,
  isAlone,
  myself,
  type Observed,
  type UnreachableNode,
} from "../state/observed";
import { answering, type ShardState, shardState } from "../state/shardState";
import type { Step } from "../steps/step";
import { planConf } from "./planConf";

/**
 * Lists the steps from the cluster as observed to the cluster as declared, in the order in which
 * they must be done; no step is left when there is nothing to do. Steps of one kind may be done at
 * once. It takes for granted that `refusals` found nothing.
 *
 * The recipe and its order follow measurements: epochs before anybody meets, replicas' epochs below
 * primaries', everybody met before the first replica (a Valkey 9 replica that comes earlier may be
 * seen as a primary for good), and the short timeouts only while no node has a key.
 */
export function plan(topology: Topology, observed: Observed): Step[] {
  const starts = planStarts(topology, observed);
  if (starts.length > 0) return starts;
  const shards = topology.shards.map((shard) => shardState(shard, observed));
  const forming = [
    ...planEpochs(topology, observed),
    ...shards.flatMap(planSlots),
    ...planMeetings(topology, observed),
    ...shards.flatMap((shard) => planReplicas(shard, observed)),
  ];
  const hurry = forming.length > 0 && hasNoKeys(observed) ? planHurry(topology, observed) : [];
  const calm = planCalm(topology, observed, hurry.length > 0);
  const steps = hasNoKeys(observed) ? [...hurry, ...forming, ...calm] : [...calm, ...forming];
  return [...steps, ...planFiles(topology, observed), ...planConf(topology, observed)];
}

function answeringNodes(topology: Topology, observed: Observed): [string, AnsweringNode][] {
  return memberNames(topology).flatMap((name) => {
    const node = answering(observed, name);
    return node === undefined ? [] : [[name, node] satisfies [string, AnsweringNode]];
  });
}

function hasNoKeys(observed: Observed): boolean {
  return [...observed.values()].every((node) => !node.answers || node.keys === 0);
}

function planStarts(topology: Topology, observed: Observed): Step[] {
  return memberNames(topology).flatMap((node): Step[] => {
    const found = observed.get(node);
    return found?.answers === false && canStart(found) ? [{ kind: "start", node }] : [];
  });
}

function canStart({ disk, refused }: UnreachableNode): boolean {
  return refused !== true && disk?.identity === true && disk.data;
}

/** Replicas get the low epochs and primaries the high ones, so that no replica's word outranks. */
function planEpochs(topology: Topology, observed: Observed): Step[] {
  const replicas = topology.shards.flatMap((shard) => shard.replicas).map(nodeName);
  const primaries = topology.shards.map((shard) => nodeName(shard.primary));
  return [...replicas, ...primaries].flatMap((node, index): Step[] => {
    const found = answering(observed, node);
    const isNew = found !== undefined && isAlone(found) && myself(found)?.configEpoch === 0;
    return isNew ? [{ kind: "setEpoch", node, epoch: index + 1 }] : [];
  });
}

function planSlots({ owner, missing }: ShardState): Step[] {
  return missing.length > 0 ? [{ kind: "assignSlots", node: owner, slots: missing }] : [];
}

function planMeetings(topology: Topology, observed: Observed): Step[] {
  const nodes = answeringNodes(topology, observed);
  return nodes.flatMap(([node, found], index): Step[] => {
    const peers = nodes
      .slice(index + 1)
      .filter(([, peer]) => !hasLink(found, peer) || !hasLink(peer, found))
      .map(([name]) => name);
    return peers.length > 0 ? [{ kind: "meet", node, peers }] : [];
  });
}

function planReplicas({ shard, owner }: ShardState, observed: Observed): Step[] {
  const ownerId = answering(observed, owner)?.id;
  return membersOf(shard)
    .map(nodeName)
    .filter((name) => name !== owner)
    .flatMap((node): Step[] => {
      const found = answering(observed, node);
      if (found === undefined || myself(found)?.primaryId === ownerId) return [];
      return [{ kind: "replicate", node, primary: owner }];
    });
}

function planHurry(topology: Topology, observed: Observed): Step[] {
  return answeringNodes(topology, observed)
    .filter(([, { settings }]) => !sameSettings(settings, FORMING_SETTINGS))
    .map(([node]) => ({ kind: "setTimeouts", node, settings: "forming" }));
}

function planCalm(topology: Topology, observed: Observed, afterHurry: boolean): Step[] {
  return answeringNodes(topology, observed)
    .filter(([, { settings }]) => afterHurry || !sameSettings(settings, DECLARED_SETTINGS))
    .map(([node]) => ({ kind: "setTimeouts", node, settings: "declared" }));
}

/** A member's files that keep it: its identity, and the mark that it is one. */
function planFiles(topology: Topology, observed: Observed): Step[] {
  const nodes = answeringNodes(topology, observed);
  const lost = nodes.filter(([, { saved }]) => saved === false);
  const free = nodes.filter(([, { held }]) => held === false);
  return [
    ...lost.map(([node]): Step => ({ kind: "saveNodesConf", node })),
    ...free.map(([node]): Step => ({ kind: "hold", node })),
  ];
}
