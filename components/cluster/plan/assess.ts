import { blockers } from "../checks/blockers";
import { drift } from "../checks/drift";
import { clusterProblems } from "../checks/health";
import { misplacedReplicas } from "../checks/misplacedReplicas";
import { pendingStarts } from "../checks/nextStart";
import type { Problem } from "../checks/problem";
import { refusingPrimaries, writeRefusals } from "../checks/writeRefusals";
import type { PeersKnow } from "../spec/peersKnow";
import type { Topology } from "../spec/topology";
import { rejoining } from "../state/comeback";
import { freshNode } from "../state/freshNode";
import type { FailedHostCheck, HostFacts } from "../state/hostFacts";
import { declaredOnly } from "../state/leaving";
import { formerMembers } from "../state/lost";
import { isBusy, type NodeTransfer, transfersIn } from "../state/nodeTransfers";
import type { Observed, ObservedNode } from "../state/observed";
import { runningPeers, stoppedPeers } from "../state/peers";
import { currentTopology } from "../state/shardState";
import { isUnformed, servesNothing } from "../state/unformed";
import type { Step } from "../steps/step";
import type { Changes } from "../target/changes";
import { movesOf, type SlotsMoved } from "./moves";
import { plan } from "./plan";
import { rejectionsOf } from "./rejections";
import { type Resize, resizeOf } from "./resize";

export interface Assessment {
  /** The shards with their current primaries; as declared where nothing exists yet. */
  readonly topology: Topology;
  /** The shards of a new cluster of this configuration. */
  readonly declared: Topology;
  /** True if a part of the cluster exists, running or on disk. */
  readonly exists: boolean;
  /** True if an earlier `up` started some servers and never formed a cluster of them. */
  readonly isUnfinished?: boolean;
  /** The names of the nodes to be created: they do not answer, and no node knows them. */
  readonly toCreate: readonly string[];
  /** The names of the nodes that answer. */
  readonly running: ReadonlySet<string>;
  /** The names that other nodes know as their peers, by their answers or by the nodes.conf of stopped ones. */
  readonly peersKnow: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  readonly rejections: readonly Problem[];
  readonly steps: readonly Step[];
  /** The nodes that join or leave a cluster in service, and the number of shards; undefined if all stay. */
  readonly resize?: Resize;
  /** The slots that move to other primaries. */
  readonly moves: readonly SlotsMoved[];
  /** What nodes still load or copy; `up` waits for it. */
  readonly transfers: readonly NodeTransfer[];
  readonly blockers: readonly Problem[];
  readonly failedChecks: readonly FailedHostCheck[];
  /** What the next restart of running servers would change; no step changes it. */
  readonly pendingStarts: readonly Problem[];
  readonly uninspected: readonly string[];
  readonly withoutScript: readonly string[];
  /** The stack whose cluster this one takes over, and how many of its nodes run. */
  readonly adoption?: { readonly owner: string; readonly running: number };
}

/** Whether an empty server may be started on a node's address: only if "no". */
export function peersKnowOf({ peersKnow, uninspected }: Assessment, name: string): PeersKnow {
  if (peersKnow.has(name)) return "yes";
  return uninspected.length > 0 ? "unknown" : "no";
}

export function needsConverge({ exists, problems, steps, blockers: blocked }: Assessment): boolean {
  return exists && problems.length + steps.length + blocked.length > 0;
}

/** What the configuration asks for, besides the topology. */
interface Desired {
  /** The owner whose cluster the configuration takes over, or "unmanaged". */
  readonly adopt?: string;
  /** What leads to the topology. @default nothing */
  readonly changes?: Changes;
  /** The bytes above which the configuration has servers refuse writes, 0 for none. @default as they are set */
  readonly memoryLimit?: number;
  /** The most keys that move in a second. @default no limit */
  readonly keysPerSecond?: number;
  /** The shards of a new cluster of this configuration. @default the topology */
  readonly declared?: Topology;
}

/** @param topology to reach */
export function assess(
  topology: Topology,
  observed: Observed,
  {
    adopt,
    changes,
    declared = topology,
    memoryLimit,
    keysPerSecond,
    ...facts
  }: HostFacts & Desired,
): Assessment {
  const members = runningPeers(observed);
  const peersKnow = new Set([...members, ...stoppedPeers(observed), ...formerMembers(observed)]);
  const declaredNodes = declaredOnly(topology, observed);
  const toCreate = newNodes(declaredNodes, peersKnow);
  const imagined = withFresh(observed, toCreate);
  const blocked = blockers(topology, imagined);
  const steps = blocked.length > 0 ? [] : plan(topology, imagined);
  const exists = toCreate.length < observed.size;
  const existing = new Map([...observed].filter(([name]) => !toCreate.includes(name)));
  const isUnfinished = exists && blocked.length === 0 && wasBegun(existing, facts.recorded);
  return {
    topology: currentTopology(topology, observed),
    declared,
    exists,
    ...(isUnfinished ? { isUnfinished } : {}),
    toCreate,
    running: new Set([...observed].flatMap(([name, { answers }]) => (answers ? [name] : []))),
    peersKnow,
    problems: exists ? problemsOf(topology, observed, toCreate) : [],
    rejections: rejectionsOf(topology, observed, {
      facts,
      adopt,
      changes,
      memoryLimit,
      members,
      toCreate,
      lost: [...rejoining(topology, observed).keys()],
    }),
    steps,
    ...(changes === undefined || blocked.length > 0 ? {} : resizeOf(topology, observed, changes)),
    moves: movesOf(steps, observed, keysPerSecond),
    transfers: transfersIn(observed),
    blockers: exists ? [...blocked, ...lastingRefusals(observed, steps)] : [],
    // A server that answers on a port of ours is described by its answers.
    failedChecks: facts.failedChecks.filter(
      ({ node = "" }) => observed.get(node)?.answers !== true && !isBusy(observed.get(node)),
    ),
    pendingStarts: pendingStarts(declaredNodes),
    uninspected: facts.uninspected,
    withoutScript: facts.withoutScript,
    ...adoptionOf(observed, facts),
  };
}

/** The plan is made as if all new nodes ran already. */
function withFresh(observed: Observed, names: readonly string[]): Observed {
  return new Map([...observed, ...names.map((name) => [name, freshNode(name)] as const)]);
}

/** True if an earlier creation was not finished. */
function wasBegun(existing: Observed, members: readonly string[]): boolean {
  return isUnformed(existing, members) && servesNothing(existing);
}

/** The names of the nodes that do not exist yet. */
function newNodes(observed: Observed, peersKnow: ReadonlySet<string>): string[] {
  const isNew = (name: string, node: ObservedNode) =>
    !node.answers && !node.refused && !isBusy(node) && !peersKnow.has(name) && !node.disk?.identity;
  return [...observed].filter(([name, node]) => isNew(name, node)).map(([name]) => name);
}

/** Write refusals that `up` leaves: a change of the configuration may be the cure of the others. */
function lastingRefusals(observed: Observed, steps: readonly Step[]): Problem[] {
  const changed = new Set(
    steps.flatMap((step) =>
      step.kind === "stageConf" || step.kind === "setDirectives" ? [step.node] : [],
    ),
  );
  return refusingPrimaries(observed).filter(({ node = "" }) => !changed.has(node));
}

function adoptionOf(observed: Observed, { formerOwner }: HostFacts): Pick<Assessment, "adoption"> {
  if (formerOwner === undefined) return {};
  const running = [...observed.values()].filter((node) => node.answers || isBusy(node)).length;
  return { adoption: { owner: formerOwner, running } };
}

function problemsOf(
  topology: Topology,
  observed: Observed,
  toCreate: readonly string[],
): Problem[] {
  return [
    ...clusterProblems(topology, observed, toCreate),
    ...misplacedReplicas(topology, observed),
    ...writeRefusals(observed),
    ...drift(declaredOnly(topology, observed)),
  ];
}
