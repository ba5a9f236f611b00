import { addressOf } from "../spec/clusterSpec";
import { memberNames, type Topology } from "../spec/topology";
import { someAreBusy } from "../state/nodeTransfers";
import type { Observed } from "../state/observed";
import { startMode } from "../state/startMode";
import type { Step } from "../steps/step";
import { planAnnouncements } from "./announcements";
import { answeringNodes, planForming } from "./form";
import { planConf } from "./planConf";
import { planDetaches, planFailovers, planLeaving } from "./planLeaving";
import { planMoves } from "./planMoves";
import { planPromotions, planRejoins, planRescue } from "./planRecovery";
import { planAfterMoves, planReturns } from "./planReplicas";

/**
 * Lists the steps to the desired state, in their order. It requires that `blockers` found nothing.
 *
 * The order follows measurements: epochs before any node meets another, all meetings before the first replica
 * (a Valkey 9 replica that comes earlier may be seen as a primary for good), and the short timeouts only
 * while no node has a key.
 */
export function plan(topology: Topology, observed: Observed): Step[] {
  // Slots, roles and passwords need the word of every node, and so does the rescue of a lost one.
  if (someAreBusy(observed)) {
    const starts = planStarts(topology, observed);
    if (starts.length > 0) return starts;
    return [...planFiles(topology, observed), ...planConf(topology, observed)];
  }
  const rescue = planRescue(topology, observed);
  const starts = planStarts(topology, rescue.expected);
  const promotions = planPromotions(topology, rescue.expected);
  const rejoins = planRejoins(topology, promotions.expected);
  const before = [...rescue.steps, ...starts, ...promotions.steps, ...rejoins.steps];
  // What else is known already is listed with them, and performed after them.
  if (starts.length > 0) return [...before, ...planReturns(topology, observed)];
  const { expected } = rejoins;
  const left = planStarts(topology, expected);
  if (left.length > 0) return [...before, ...left];
  const failovers = planFailovers(topology, expected);
  const detaches = planDetaches(topology, failovers.expected);
  return [
    ...before,
    ...planPassword(topology, expected),
    ...planForming(topology, expected),
    ...planAnnouncements(topology, expected),
    ...planFiles(topology, expected),
    ...planConf(topology, expected),
    ...failovers.steps,
    ...detaches.steps,
    ...planMoves(topology, detaches.expected),
    ...planAfterMoves(topology, detaches.expected),
    ...planLeaving(topology, expected),
  ];
}

function planStarts(topology: Topology, observed: Observed): Step[] {
  return memberNames(topology).flatMap((node): Step[] => {
    const found = observed.get(node);
    const mode = found?.answers === false ? startMode(node, found, observed) : undefined;
    return mode === undefined ? [] : [{ kind: "start", node, mode }];
  });
}

/** All nodes can log in at their primary before the first one requires it. */
function planPassword(topology: Topology, observed: Observed): Step[] {
  const nodes = answeringNodes(topology, observed);
  const unable = nodes.filter(([, { login }]) => login?.masterauth === false);
  const open = nodes.filter(([, { login }]) => login?.requirepass === false);
  return [
    ...unable.map(([node]): Step => ({ kind: "setMasterauth", node })),
    ...open.map(([node]): Step => ({ kind: "setRequirepass", node })),
  ];
}

function planFiles(topology: Topology, observed: Observed): Step[] {
  const nodes = answeringNodes(topology, observed);
  const unsaved = nodes.filter(([, { saved }]) => saved === false);
  const withoutPidFile = nodes.filter(([, { pidFile }]) => pidFile === false);
  // A record names every member.
  const unrecorded = someAreBusy(observed)
    ? []
    : nodes.filter(([, { recorded }]) => recorded === false);
  const hosts = new Map(unrecorded.map(([node]) => [addressOf(node), node]));
  const exposed = nodes.filter((named) => named[1].exposed);
  return [
    ...exposed.map(([node]): Step => ({ kind: "restrictFiles", node })),
    ...unsaved.map(([node]): Step => ({ kind: "saveNodesConf", node })),
    ...withoutPidFile.map(([node]): Step => ({ kind: "writePidFile", node })),
    ...[...hosts.values()].map((node): Step => ({ kind: "record", node })),
  ];
}
