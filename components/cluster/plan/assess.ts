import { blockers } from "../checks/blockers";
import { drift } from "../checks/drift";
import { clusterProblems } from "../checks/health";
import { misplacedReplicas } from "../checks/misplacedReplicas";
import { otherClustersData } from "../checks/otherClustersData";
import { otherDirectory } from "../checks/otherDirectory";
import { describeProblem } from "../checks/problem";
import { sameMachine } from "../checks/sameMachine";
import { unmanagedServers } from "../checks/unmanagedServers";
import type { PeersKnow } from "../spec/peersKnow";
import { SLOT_COUNT } from "../spec/slots";
import { DECLARED_SETTINGS, sameSettings } from "../spec/temporarySettings";
import type { Topology } from "../spec/topology";
import { freshNode } from "../state/freshNode";
import type { HostFacts } from "../state/hostFacts";
import { type AnsweringNode, isAlone, type Observed, type ObservedNode } from "../state/observed";
import type { Step } from "../steps/step";
import { plan } from "./plan";

/** What a look at the running cluster says of a stack, before any of it is made or changed. */
export interface Assessment {
  /** Whether any of it is there already, running or on disk. */
  readonly exists: boolean;
  /** The names of the nodes that are still to be made: silent, and known to nobody. */
  readonly toCreate: readonly string[];
  /** The names that nodes know as their peers', running ones and by their nodes.conf stopped ones. */
  readonly peersKnow: ReadonlySet<string>;
  /** What is wrong in a cluster that exists; converge is to mend it or to fail by its name. */
  readonly problems: readonly string[];
  /** Why this node list may not be worked on at all. */
  readonly rejections: readonly string[];
  /** What would be done to the cluster, new nodes included. */
  readonly steps: readonly Step[];
  /** For what `up` would fail as it is: not to be mended by any step. */
  readonly blockers: readonly string[];
  /** What could not be seen. */
  readonly uninspected: readonly string[];
  /** The addresses of the hosts that were looked at and lack the script of their nodes. */
  readonly withoutScript: readonly string[];
}

/** Says whether an empty server may be started on a node's address: only for a certain "no". */
export function peersKnowOf({ peersKnow, uninspected }: Assessment, name: string): PeersKnow {
  if (peersKnow.has(name)) return "yes";
  return uninspected.length > 0 ? "unknown" : "no";
}

/** Whether converge has to run: to mend what is wrong in a cluster that exists, or to fail of it. */
export function needsConverge({ exists, problems, steps, blockers: blocked }: Assessment): boolean {
  return exists && problems.length + steps.length + blocked.length > 0;
}

/** Weighs what was observed against what is declared. */
export function assess(
  topology: Topology,
  observed: Observed,
  { uninspected, held, unmanagedPeers, addresses, withoutScript, directory }: HostFacts,
): Assessment {
  const members = runningPeers(observed);
  const peersKnow = new Set([...members, ...stoppedPeers(observed)]);
  const isNew = (name: string, node: ObservedNode) =>
    !node.answers && !node.refused && !peersKnow.has(name) && !node.disk?.identity;
  const toCreate = [...observed].filter(([name, node]) => isNew(name, node)).map(([name]) => name);
  const imagined = new Map(
    [...observed].map(([name, node]) => [name, isNew(name, node) ? freshNode(name) : node]),
  );
  const blocked = blockers(topology, imagined).map(describeProblem);
  const foreignFolders = [...observed.keys()].flatMap((name) => otherClustersData(name, observed));
  const exists = toCreate.length < observed.size;
  return {
    exists,
    toCreate,
    peersKnow,
    problems: exists ? problemsOf(topology, observed, toCreate) : [],
    rejections: [
      ...sameMachine(addresses),
      ...undeclaredMembers(observed, members, held),
      ...undeclaredNonMembers(observed, members),
      ...foreignFolders.map(describeProblem),
      ...otherDirectory(observed, directory),
      ...unmanagedServers(toCreate, unmanagedPeers),
    ],
    steps: blocked.length > 0 ? [] : plan(topology, imagined),
    blockers: exists ? blocked : [],
    uninspected,
    withoutScript,
  };
}

function runningPeers(observed: Observed): Set<string> {
  const peers = [...observed.values()].flatMap((node) => (node.answers ? node.views : []));
  // One whose address is lost is called ":0", which is nobody's name.
  const unnamed = ["myself", "handshake", "noaddr"];
  return new Set(
    peers
      .filter(({ flags }) => !flags.some((flag) => unnamed.includes(flag)))
      .map(({ name }) => name),
  );
}

/** An empty server is copied by a stopped replica of its address too, as soon as that one is started. */
function stoppedPeers(observed: Observed): string[] {
  return [...observed.values()].flatMap((node) => (node.answers ? [] : (node.disk?.peers ?? [])));
}

/** Members that nobody declares: known to running nodes, or stopped and held on a host's disk. */
function undeclaredMembers(
  observed: Observed,
  members: ReadonlySet<string>,
  held: readonly string[],
): string[] {
  return [...new Set([...members, ...held])]
    .filter((name) => !observed.has(name))
    .map(
      (name) =>
        `${name} is a member of the running cluster but no node of this stack, and a cluster cannot shrink yet`,
    );
}

/** Nodes that a cluster in service does not know; one that is still being formed has its settings. */
function undeclaredNonMembers(observed: Observed, members: ReadonlySet<string>): string[] {
  const answering = [...observed.values()].filter((node): node is AnsweringNode => node.answers);
  const inService =
    answering.some((node) => !isAlone(node) && node.slotsOk === SLOT_COUNT) &&
    answering.every(({ settings }) => sameSettings(settings, DECLARED_SETTINGS));
  if (!inService) return [];
  return [...observed.keys()]
    .filter((name) => !members.has(name))
    .map(
      (name) =>
        `${name} is a node of this stack but no member of the running cluster, and a cluster cannot grow yet`,
    );
}

function problemsOf(topology: Topology, observed: Observed, toCreate: readonly string[]): string[] {
  return [
    ...clusterProblems(topology, observed, toCreate),
    ...misplacedReplicas(topology, observed),
    ...drift(observed),
  ];
}
