import { type ClusterReport, reportCluster } from "../../cluster/plan/clusterReport";
import { nodesOf } from "../../cluster/spec/clusterSpec";
import { type ClusterRecord, nextRecord } from "../../cluster/state/clusterRecord";
import { targetOf } from "../../cluster/target/targetOf";
import type { RunSpec } from "../../spec/runSpec";
import { systemClock } from "../converge/clock";
import { ClusterObserver } from "../converge/clusterObserver";
import { ConvergeRun } from "../converge/convergeRun";
import { confOf } from "../converge/joinHostFacts";
import { MoveProgress } from "../converge/moveProgress";
import { perform } from "../converge/perform";
import type { StepRunner } from "../converge/ports";
import { requireSlotsInPlace } from "../converge/requirements";
import { stopAfter } from "../converge/stopAfter";
import { undoCreation, withUndo } from "../converge/undoCreation";
import { observeAgreed } from "../converge/untilAgreed";
import { NodeConnections } from "../redis/nodeConnections";
import { closedPorts } from "../ssh/closedPorts";
import type { HostLock } from "../ssh/hostLock";
import { acquireLocks } from "../ssh/hostLocks";

export interface ConvergeOptions {
  readonly say: (line: string) => void;
  /** For tests: steps after which the run kills itself. @default undefined, never */
  readonly stopAfter?: number | undefined;
}

/** The next run finishes a killed one. @throws Error of blockers, a held lock, 45 s without progress */
export async function converge(spec: RunSpec, options: ConvergeOptions): Promise<ClusterReport> {
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password);
  let locks: ReadonlyMap<string, HostLock> = new Map();
  try {
    // Nodes are observed only under the locks: until then another run may change them.
    [locks] = await Promise.all([acquireLocks(spec), connections.open()]);
    const observer = new ClusterObserver(spec, { nodes: connections, locks });
    const context = {
      connections,
      locks,
      confOf: (node: string) => confOf(spec, node),
      recordOf: (members: ReadonlyMap<string, string>, rebalancing?: boolean) =>
        recordOf(spec, { members, observer, rebalancing }),
      progress: new MoveProgress({ clock: systemClock, say: options.say }),
      password: spec.password,
    };
    const performStep: StepRunner = (step, ids) => perform(step, { ...context, ids });
    const clients = new Map([...locks].map(([host, { client }]) => [host, client]));
    const first = await observeAgreed(() => observer.observeWithHosts(), systemClock);
    // Of this moment: what Redis changes during the run is changed back, not taken for the target.
    const { topology, changes } = targetOf(spec, first);
    requireSlotsInPlace(topology, changes);
    const run = new ConvergeRun(topology, {
      observer,
      perform:
        options.stopAfter === undefined ? performStep : stopAfter(options.stopAfter, performStep),
      closedPorts: () => closedPorts(spec.hosts, clients),
      clock: systemClock,
      say: options.say,
    });
    const undo = () =>
      undoCreation(topology, {
        observer,
        claim: spec.record?.claim,
        locks,
        reset: async (node) => {
          await (await connections.to(node)).call("CLUSTER", "RESET", "SOFT");
        },
      });
    return reportCluster(
      topology,
      await run.run(first).catch(async (error: unknown) => {
        throw await withUndo(error, undo);
      }),
    );
  } finally {
    connections.close();
    for (const lock of locks.values()) lock.close();
  }
}

function recordOf(
  { record }: RunSpec,
  from: {
    readonly members: ReadonlyMap<string, string>;
    readonly observer: ClusterObserver;
    readonly rebalancing: boolean | undefined;
  },
): ClusterRecord {
  if (record === undefined) throw new Error("this run keeps no records");
  const { observer, rebalancing } = from;
  const members = Object.fromEntries(from.members);
  const state = rebalancing === undefined ? {} : { rebalancing };
  return nextRecord(observer.records(), { ...record, members, ...state });
}
