import { type ClusterReport, reportCluster } from "../../cluster/plan/clusterReport";
import type { Topology } from "../../cluster/spec/topology";
import { type ClusterRecord, nextRecord } from "../../cluster/state/clusterRecord";
import type { Observed } from "../../cluster/state/observed";
import { targetOf } from "../../cluster/target/targetOf";
import type { RunHost, RunSpec } from "../../spec/runSpec";
import { systemClock } from "../converge/clock";
import type { ClusterObserver } from "../converge/clusterObserver";
import { ConvergeRun } from "../converge/convergeRun";
import { Hold } from "../converge/hold";
import { confOf } from "../converge/joinHostFacts";
import { recordedHosts } from "../converge/leavingHosts";
import { MovePace } from "../converge/movePace";
import { MoveProgress } from "../converge/moveProgress";
import { perform } from "../converge/perform";
import type { StepRunner } from "../converge/ports";
import { afterFailedStarts, requireStarted } from "../converge/requirements";
import { stopAfter } from "../converge/stopAfter";
import { undoCreation, withUndo } from "../converge/undoCreation";
import { closedPorts } from "../ssh/closedPorts";

export interface ConvergeOptions {
  readonly say: (line: string) => void;
  /** For tests: steps after which the run kills itself. @default undefined, never */
  readonly stopAfter?: number | undefined;
}

/** The next run finishes a killed one. @throws Error of blockers, a held lock, 45 s without progress */
export async function converge(spec: RunSpec, options: ConvergeOptions): Promise<ClusterReport> {
  try {
    const { hold, first } = await Hold.take(spec);
    try {
      return await convergeLocked(spec, options, { hold, first });
    } finally {
      hold.close();
    }
  } catch (error) {
    throw afterFailedStarts(error, spec.failedStarts ?? []);
  }
}

async function convergeLocked(
  spec: RunSpec,
  options: ConvergeOptions,
  { hold, first }: { readonly hold: Hold; readonly first: Observed },
): Promise<ClusterReport> {
  const { hosts, locks, observer } = hold;
  const performStep = stepRunner(spec, options, hold);
  const clients = new Map([...locks].map(([host, { client }]) => [host, client]));
  // Of this moment: what Redis changes during the run is changed back, not taken for the target.
  const { topology } = targetOf(spec, first);
  try {
    requireStarted(spec.failedStarts ?? [], first);
    const run = new ConvergeRun(topology, {
      observer,
      perform:
        options.stopAfter === undefined ? performStep : stopAfter(options.stopAfter, performStep),
      closedPorts: () => closedPorts(hosts, clients),
      clock: systemClock,
      say: options.say,
    });
    return reportCluster(topology, await run.run(first));
  } catch (error) {
    throw await withUndo(error, () => undo(topology, spec, hold));
  }
}

function stepRunner(
  spec: RunSpec,
  { say }: ConvergeOptions,
  { hosts, connections, locks, observer }: Hold,
): StepRunner {
  const context = {
    connections,
    locks,
    confOf: (node: string) => confOf(spec, node),
    recordOf: (members: ReadonlyMap<string, string>, rebalancing?: boolean) =>
      recordOf(spec, { hosts, members, observer, rebalancing }),
    progress: new MoveProgress({ clock: systemClock, say }),
    pace: new MovePace(spec.migration ?? {}, systemClock),
    password: spec.password,
  };
  return (step, ids) => perform(step, { ...context, ids });
}

function undo(
  topology: Topology,
  spec: RunSpec,
  { connections, locks, observer }: Hold,
): Promise<string | undefined> {
  return undoCreation(topology, {
    observer,
    claim: spec.record?.claim,
    locks,
    reset: async (node) => {
      await (await connections.to(node)).call("CLUSTER", "RESET", "SOFT");
    },
  });
}

function recordOf(
  { record }: RunSpec,
  from: {
    readonly hosts: readonly RunHost[];
    readonly members: ReadonlyMap<string, string>;
    readonly observer: ClusterObserver;
    readonly rebalancing: boolean | undefined;
  },
): ClusterRecord {
  if (record === undefined) throw new Error("this run keeps no records");
  const { observer, rebalancing } = from;
  const members = Object.fromEntries(from.members);
  const hosts = recordedHosts(from.hosts, from.members.keys());
  const state = rebalancing === undefined ? {} : { rebalancing };
  return nextRecord(observer.records(), { ...record, members, hosts, ...state });
}
