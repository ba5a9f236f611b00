import { type Assessment, assess } from "../../cluster/plan/assess";
import { nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import { nameMembers, newestRecord } from "../../cluster/state/clusterRecord";
import { type FailedHostCheck, noHostFacts } from "../../cluster/state/hostFacts";
import type { Observed } from "../../cluster/state/observed";
import { targetOf } from "../../cluster/target/targetOf";
import type { HostInspection } from "../../host/inspectScript";
import { memoryLimit } from "../../spec/directives";
import type { Ownership, RunHost, RunSpec } from "../../spec/runSpec";
import { systemClock } from "../converge/clock";
import { joinHostFacts, recordsIn } from "../converge/joinHostFacts";
import { withLeaving } from "../converge/leavingHosts";
import { observeAgreed } from "../converge/untilAgreed";
import { NodeConnections } from "../redis/nodeConnections";
import { blockedWays } from "./blockedWays";
import { hostFactsOf } from "./hostFactsOf";
import { type Client, inspectHosts } from "./inspectHosts";

/** ms for each connect; a preview must not wait long for a host that is down. */
const CONNECT_LIMIT = 1500;
/** ms until nodes that contradict each other about slots are shown as they are. */
const AGREE_LIMIT = 1000;

/** What was found on nodes and hosts. */
export interface ClusterInspection {
  /** The hosts of the configuration, and those of the nodes that leave it. @default those of the configuration */
  readonly hosts?: readonly RunHost[];
  /** The hosts that the last `up` claimed, if only they know the cluster. @default none */
  readonly formerHosts?: readonly RunHost[];
  /** Empty if nothing was inspected. */
  readonly observed: Observed;
  readonly inspections: ReadonlyMap<string, HostInspection>;
  readonly uninspected: readonly string[];
  /** The ports of new nodes that hosts cannot reach. */
  readonly blocked: readonly FailedHostCheck[];
}

/** An inspection that did not take place. @param reason why: one sentence */
export function notInspected(reason: string): ClusterInspection {
  return { observed: new Map(), inspections: new Map(), uninspected: [reason], blocked: [] };
}

/**
 * What it cannot inspect is in the result.
 * @param formerHosts those of the last `up`, asked for if no record on a host of the configuration names members
 * @throws UntrustedHost for another host key than the known one, OtherProgram if a login runs no commands
 */
export async function inspectCluster(
  spec: RunSpec,
  formerHosts: () => Promise<readonly RunHost[]> = async () => [],
): Promise<ClusterInspection> {
  const found = await inspectOnce(spec, spec.hosts);
  const own = recordsIn(found.inspections);
  const isKnown = nameMembers(own);
  const former = isKnown ? [] : await formerHosts();
  const unknown = former.filter(
    ({ address }) => !spec.hosts.some((host) => host.address === address),
  );
  const before = await inspectFormer({ ...spec, hosts: unknown });
  const hosts = withLeaving(spec.hosts, isKnown ? own : recordsIn(before.inspections));
  // Those that leave are inspected with the others: what they say must be of the same moment.
  const inspected =
    hosts === spec.hosts ? found : await inspectOnce({ ...spec, hosts }, spec.hosts);
  return {
    ...inspected,
    formerHosts: unknown,
    uninspected: [...inspected.uninspected, ...before.uninspected],
  };
}

/** Reads the records of hosts that the configuration no longer names. */
async function inspectFormer(
  spec: RunSpec,
): Promise<Pick<ClusterInspection, "inspections" | "uninspected">> {
  const clients = new Map<string, Client>();
  try {
    return await inspectHosts(spec, { clients, declared: spec.hosts });
  } finally {
    for (const client of clients.values()) client.end();
  }
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
  const keysPerSecond = spec.migration?.keysPerSecond;
  const limit = memoryLimit(spec.directives);
  const record = newestRecord(recordsIn(inspections));
  const isOther = record !== undefined && record.owner !== ownership?.owner;
  return assess(topology, joined, {
    declared: place(spec),
    ...hostFactsOf(inspections, spec, { uninspected, blocked }),
    changes,
    ...(keysPerSecond === undefined ? {} : { keysPerSecond }),
    ...(limit === undefined ? {} : { memoryLimit: limit }),
    ...(ownership?.adopt === undefined ? {} : { adopt: ownership.adopt }),
    ...(isOther && ownership?.owner !== undefined ? { formerOwner: record.owner } : {}),
  });
}
