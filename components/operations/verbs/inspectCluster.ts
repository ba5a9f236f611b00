import { type Assessment, assess } from "../../cluster/plan/assess";
import { nodeName, nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import { newestRecord } from "../../cluster/state/clusterRecord";
import {
  type FailedHostCheck,
  type HostFacts,
  noHostFacts,
  type UnmanagedFile,
} from "../../cluster/state/hostFacts";
import type { Observed } from "../../cluster/state/observed";
import { targetOf } from "../../cluster/target/targetOf";
import { isUnmanaged } from "../../host/confOnDisk";
import type { HostInspection } from "../../host/inspectScript";
import type { Ownership, RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { systemClock } from "../converge/clock";
import {
  confOf,
  joinHostFacts,
  recordedNames,
  recordsIn,
  unmanagedPeers,
} from "../converge/joinHostFacts";
import { withLeaving } from "../converge/leavingHosts";
import { observeAgreed } from "../converge/untilAgreed";
import { NodeConnections } from "../redis/nodeConnections";
import { connectHost } from "../ssh/connectHost";
import { inspectHost } from "../ssh/inspectHost";
import { throwOtherProgram } from "../ssh/otherProgram";
import { throwUntrusted } from "../ssh/trust/untrustedHost";
import { blockedWays } from "./blockedWays";

/** ms for each connect; a preview must not wait long for a host that is down. */
const CONNECT_LIMIT = 1500;
/** The same for SSH. The login and the inspection have more time: a busy host is slow, and answers. */
const SSH_CONNECT_LIMIT = 3000;
/** ms until nodes that contradict each other about slots are shown as they are. */
const AGREE_LIMIT = 1000;
/** ms for the inspection itself, in which a server may test its configuration. */
const INSPECT_LIMIT = 20_000;

/** What was found on nodes and hosts. */
export interface ClusterInspection {
  /** The hosts of the configuration, and those of the nodes that leave it. @default those of the configuration */
  readonly hosts?: readonly RunHost[];
  /** Empty if nothing was inspected. */
  readonly observed: Observed;
  readonly inspections: ReadonlyMap<string, HostInspection>;
  readonly uninspected: readonly string[];
  /** The ports of new nodes that hosts cannot reach. */
  readonly blocked: readonly FailedHostCheck[];
}

/** A connection to a host. */
type Client = Awaited<ReturnType<typeof connectHost>>;

/** An inspection that did not take place. @param reason why: one sentence */
export function notInspected(reason: string): ClusterInspection {
  return {
    observed: new Map(),
    inspections: new Map(),
    uninspected: [reason],
    blocked: [],
  };
}

/**
 * What it cannot inspect is in the result.
 * @throws UntrustedHost for another host key than the known one, OtherProgram if a login runs no commands
 */
export async function inspectCluster(spec: RunSpec): Promise<ClusterInspection> {
  const found = await inspectOnce(spec, spec.hosts);
  const hosts = withLeaving(spec.hosts, recordsIn(found.inspections));
  // Those that leave are inspected with the others: what they say must be of the same moment.
  return hosts === spec.hosts ? found : inspectOnce({ ...spec, hosts }, spec.hosts);
}

/** @param declared the hosts that the configuration names: only of these it matters if one cannot be inspected */
async function inspectOnce(
  spec: RunSpec,
  declared: readonly RunHost[],
): Promise<ClusterInspection> {
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password, {
    connectLimit: CONNECT_LIMIT,
  });
  const clients = new Map<string, Client>();
  try {
    const [observed, { inspections, uninspected }] = await Promise.all([
      observeAgreed(() => connections.observeClosely(), systemClock, AGREE_LIMIT),
      inspectHosts(spec, { clients, declared }),
    ]);
    const { hosts } = spec;
    const found = { observed, inspections };
    const blocked = await blockedWays(hosts, { ...found, clients });
    return { hosts, ...found, uninspected, blocked };
  } finally {
    connections.close();
    for (const client of clients.values()) client.end();
  }
}

/** Compares what was found with the spec; without an inspection no node may be created. */
export function assessInspection(
  spec: RunSpec,
  { hosts = spec.hosts, observed, inspections, uninspected, blocked }: ClusterInspection,
  ownership?: Partial<Ownership> & { readonly adopt?: string },
): Assessment {
  const { directory } = spec;
  if (observed.size === 0) {
    return assess(place(spec), observed, { ...noHostFacts(directory), uninspected });
  }
  const joined = joinHostFacts(observed, { inspections, spec: { ...spec, hosts }, ownership });
  const { topology, changes } = targetOf(spec, joined);
  const record = newestRecord(recordsIn(inspections));
  const isOther = record !== undefined && record.owner !== ownership?.owner;
  return assess(topology, joined, {
    declared: place(spec),
    ...factsOf(inspections),
    ...factsOfDeclared(declaredOf(inspections, spec)),
    unmanagedFiles: unmanagedFilesOf(declaredOf(inspections, spec), directory),
    failedChecks: [...failedChecksOf(inspections, spec), ...blocked],
    uninspected,
    directory,
    changes,
    ...(ownership?.adopt === undefined ? {} : { adopt: ownership.adopt }),
    ...(isOther && ownership?.owner !== undefined ? { formerOwner: record.owner } : {}),
  });
}

function factsOf(
  inspections: ReadonlyMap<string, HostInspection>,
): Pick<HostFacts, "recorded" | "unreadableRecords" | "unmanagedPeers"> {
  const hosts = [...inspections];
  return {
    recorded: recordedNames(inspections),
    unreadableRecords: hosts.flatMap(([host, { record }]) =>
      record === "unreadable" ? [host] : [],
    ),
    unmanagedPeers: unmanagedPeers(inspections),
  };
}

function factsOfDeclared(
  inspections: ReadonlyMap<string, HostInspection>,
): Pick<HostFacts, "addresses" | "withoutScript"> {
  const hosts = [...inspections];
  return {
    addresses: new Map(hosts.map(([host, { addresses }]) => [host, addresses])),
    withoutScript: hosts.filter(([, { isPrepared }]) => !isPrepared).map(([host]) => host),
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
  const found = [...declaredOf(inspections, spec)].flatMap(([host, { failedChecks }]) =>
    failedChecks.map(({ port, text }) => ({
      host,
      ...(port === undefined ? {} : { node: nodeName({ address: host, port }) }),
      text,
    })),
  );
  // It does not matter whether a node that leaves could be started.
  return found.filter(({ node }) => node === undefined || declared.has(node));
}

/** @param clients gets the connection to each host that was reached, for the caller to end */
async function inspectHosts(
  spec: RunSpec,
  {
    clients,
    declared,
  }: { readonly clients: Map<string, Client>; readonly declared: readonly RunHost[] },
): Promise<{ inspections: Map<string, HostInspection>; uninspected: string[] }> {
  const results = await Promise.allSettled(
    spec.hosts.map((host, index) =>
      inspectOne(host, { spec, clients, isDeclared: index < declared.length }),
    ),
  );
  throwUntrusted(results);
  // A resource that such a host "runs" would be recorded without having happened.
  throwOtherProgram(results);
  return {
    inspections: new Map(
      results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    ),
    // The hosts of nodes that leave come last.
    uninspected: results
      .slice(0, declared.length)
      .flatMap((result) => (result.status === "rejected" ? [messageOf(result.reason)] : [])),
  };
}

async function inspectOne(
  host: RunHost,
  {
    spec,
    clients,
    isDeclared,
  }: {
    readonly spec: RunSpec;
    readonly clients: Map<string, Client>;
    readonly isDeclared: boolean;
  },
): Promise<[string, HostInspection]> {
  const client = await connectHost(host.ssh, spec.credentials, { connectLimit: SSH_CONNECT_LIMIT });
  clients.set(host.address, client);
  const inspection = await inspectHost(client, {
    address: host.address,
    directory: spec.directory,
    ports: host.ports,
    serverCommand: spec.serverCommand,
    ...(isDeclared ? { conf: firstConf(host, spec) } : {}),
    limit: INSPECT_LIMIT,
  });
  return [host.address, inspection];
}

/** The declared configuration of a host's first port: those of the others have the same directives. */
function firstConf({ address, ports: [port = 0] }: RunHost, spec: RunSpec): string {
  return confOf(spec, nodeName({ address, port }));
}
