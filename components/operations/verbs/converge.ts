import { type ClusterReport, reportCluster } from "../../cluster/plan/clusterReport";
import { nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import { type ClusterRecord, nextRecord } from "../../cluster/state/clusterRecord";
import type { RunSpec } from "../../spec/runSpec";
import { systemClock } from "../converge/clock";
import { ClusterObserver } from "../converge/clusterObserver";
import { ConvergeRun } from "../converge/convergeRun";
import { confOf } from "../converge/joinHostFacts";
import { perform } from "../converge/perform";
import type { StepRunner } from "../converge/ports";
import { stopAfter } from "../converge/stopAfter";
import { undoCreation, withUndo } from "../converge/undoCreation";
import { NodeConnections } from "../redis/nodeConnections";
import { closedPorts } from "../ssh/closedPorts";
import type { HostLock } from "../ssh/hostLock";
import { acquireLocks } from "../ssh/hostLocks";

export interface ConvergeOptions {
  readonly say: (line: string) => void;
  /** For tests: steps after which the run kills itself. @default undefined, never */
  readonly stopAfter?: number | undefined;
}

/** The next run finishes a killed one. @throws Error of blockers, a held lock, 30 s (60 s above 30 nodes) */
export async function converge(spec: RunSpec, options: ConvergeOptions): Promise<ClusterReport> {
  const topology = place(spec);
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
      recordOf: (members: ReadonlyMap<string, string>) => recordOf(spec, { members, observer }),
      password: spec.password,
    };
    const performStep: StepRunner = (step, ids) => perform(step, { ...context, ids });
    const clients = new Map([...locks].map(([host, { client }]) => [host, client]));
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
      await run.run().catch(async (error: unknown) => {
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
  from: { readonly members: ReadonlyMap<string, string>; readonly observer: ClusterObserver },
): ClusterRecord {
  if (record === undefined) throw new Error("this run keeps no records");
  const members = Object.fromEntries(from.members);
  return nextRecord(from.observer.records(), { ...record, members });
}
