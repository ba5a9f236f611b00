import { nodeName, nodesOf } from "../../cluster/spec/clusterSpec";
import type { FailedHostCheck, HostFacts, UnmanagedFile } from "../../cluster/state/hostFacts";
import { isUnmanaged } from "../../host/confOnDisk";
import type { HostInspection } from "../../host/inspectScript";
import type { RunSpec } from "../../spec/runSpec";
import { recordedNames, unmanagedPeers } from "../converge/joinHostFacts";
import type { ClusterInspection } from "./inspectCluster";

/** What the inspections of all hosts say, also those of nodes that leave. Only the declared hosts are checked. */
export function hostFactsOf(
  inspections: ReadonlyMap<string, HostInspection>,
  spec: RunSpec,
  { uninspected, blocked }: Pick<ClusterInspection, "uninspected" | "blocked">,
): HostFacts {
  const { directory } = spec;
  const declared = declaredOf(inspections, spec);
  return {
    uninspected,
    directory,
    unmanagedFiles: unmanagedFilesOf(declared, directory),
    failedChecks: [...failedChecksOf(declared, spec), ...blocked],
    addresses: new Map([...declared].map(([host, { addresses }]) => [host, addresses])),
    withoutScript: [...declared].flatMap(([host, { isPrepared }]) => (isPrepared ? [] : [host])),
    recorded: recordedNames(inspections),
    unreadableRecords: [...inspections].flatMap(([host, { record }]) =>
      record === "unreadable" ? [host] : [],
    ),
    unmanagedPeers: unmanagedPeers(inspections),
  };
}

/** The inspections of the hosts that the configuration names. */
function declaredOf(
  inspections: ReadonlyMap<string, HostInspection>,
  { hosts }: RunSpec,
): ReadonlyMap<string, HostInspection> {
  return new Map(
    hosts.flatMap(({ address }) => {
      const found = inspections.get(address);
      return found === undefined ? [] : [[address, found] as const];
    }),
  );
}

/** A host with a record, or with a hold file of a former version, has been claimed by a stack. */
function unmanagedFilesOf(
  inspections: ReadonlyMap<string, HostInspection>,
  directory: string,
): UnmanagedFile[] {
  return [...inspections].flatMap(([host, { nodes, record, held, otherIdentities }]) => {
    if (record !== undefined || held.length > 0) return [];
    const inPlace = [...nodes].filter(([, { conf }]) => isUnmanaged(conf));
    return [
      ...inPlace.map(([port]) => ({
        host,
        node: nodeName({ address: host, port }),
        path: `${directory}/${port}.conf`,
      })),
      ...otherIdentities.map((path) => ({ host, path })),
    ];
  });
}

function failedChecksOf(
  inspections: ReadonlyMap<string, HostInspection>,
  spec: RunSpec,
): FailedHostCheck[] {
  const declared = new Set(nodesOf(spec.hosts).map(nodeName));
  const found = [...inspections].flatMap(([host, { failedChecks }]) =>
    failedChecks.map(({ port, text }) => ({
      host,
      ...(port === undefined ? {} : { node: nodeName({ address: host, port }) }),
      text,
    })),
  );
  // It does not matter whether a node that leaves could be started.
  return found.filter(({ node }) => node === undefined || declared.has(node));
}
