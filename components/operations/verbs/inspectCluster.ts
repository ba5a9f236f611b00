import { type Assessment, assess } from "../../cluster/plan/assess";
import { nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import type { HostFacts } from "../../cluster/state/hostFacts";
import type { HostInspection } from "../../host/inspectScript";
import type { RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { heldNames, joinHostFacts, unmanagedPeers } from "../converge/joinHostFacts";
import { NodeConnections } from "../redis/nodeConnections";
import { connectHost } from "../ssh/connectHost";
import { inspectHost } from "../ssh/inspectHost";
import { throwUntrusted } from "../ssh/trust/untrustedHost";
import { assessUninspected } from "./inspectionOff";

/** ms for each connect; a preview must not wait long for a host that is down. */
const CONNECT_LIMIT = 1500;
/** ms for a login, and for the inspection itself. */
const LOGIN_LIMIT = 3000;

/** What it cannot inspect is in the result. @throws UntrustedHost for another host key than the known one */
export async function inspectCluster(
  spec: RunSpec,
  { isOff = false }: { readonly isOff?: boolean } = {},
): Promise<Assessment> {
  const topology = place(spec);
  if (isOff) return assessUninspected(topology, spec.directory);
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password, {
    connectLimit: CONNECT_LIMIT,
  });
  try {
    const [observed, { inspections, uninspected }] = await Promise.all([
      connections.observeClosely(),
      inspectHosts(spec),
    ]);
    const joined = joinHostFacts(observed, { inspections, spec });
    const { directory } = spec;
    return assess(topology, joined, { ...factsOf(inspections), uninspected, directory });
  } finally {
    connections.close();
  }
}

function factsOf(
  inspections: ReadonlyMap<string, HostInspection>,
): Omit<HostFacts, "uninspected" | "directory"> {
  const hosts = [...inspections];
  return {
    held: heldNames(inspections),
    unmanagedPeers: unmanagedPeers(inspections),
    addresses: new Map(hosts.map(([host, { addresses }]) => [host, addresses])),
    withoutScript: hosts.filter(([, { isPrepared }]) => !isPrepared).map(([host]) => host),
  };
}

async function inspectHosts(
  spec: RunSpec,
): Promise<{ inspections: Map<string, HostInspection>; uninspected: string[] }> {
  const results = await Promise.allSettled(spec.hosts.map((host) => inspectOne(host, spec)));
  throwUntrusted(results);
  return {
    inspections: new Map(
      results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    ),
    uninspected: results.flatMap((result) =>
      result.status === "rejected" ? [messageOf(result.reason)] : [],
    ),
  };
}

async function inspectOne(host: RunHost, spec: RunSpec): Promise<[string, HostInspection]> {
  const client = await connectHost(host.ssh, spec.credentials, { limit: LOGIN_LIMIT });
  try {
    return [
      host.address,
      await inspectHost(client, {
        address: host.address,
        directory: spec.directory,
        ports: host.ports,
        serverCommand: spec.serverCommand,
        limit: LOGIN_LIMIT,
      }),
    ];
  } finally {
    client.end();
  }
}
