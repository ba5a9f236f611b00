import { type Assessment, assess } from "../../cluster/plan/assess";
import { nodesOf } from "../../cluster/spec/clusterSpec";
import { place } from "../../cluster/spec/placement";
import type { HostInspection } from "../../host/inspectScript";
import type { RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { heldNames, joinHostFacts, unmanagedPeers } from "../converge/joinHostFacts";
import { NodeConnections } from "../redis/nodeConnections";
import { connectHost } from "../ssh/connectHost";
import { inspectHost } from "../ssh/inspectHost";
import { throwUntrusted } from "../ssh/trust/untrustedHost";
import { inspectionOff } from "./inspectionOff";

/** ms for each connect; a preview must not wait long for a host that is down. */
const CONNECT_LIMIT = 1500;
/** ms for a login, and for the look itself. */
const LOGIN_LIMIT = 3000;

/**
 * Looks at the cluster as it is, changing nothing: asks every node, and looks at every host's disk.
 * Bounded in time, and what cannot be seen is said.
 *
 * @throws UntrustedHost when a host shows another key than its own; nothing else is an error.
 */
export async function inspectCluster(spec: RunSpec): Promise<Assessment> {
  const topology = place(spec);
  const unlooked = inspectionOff(topology, spec.directory);
  if (unlooked !== undefined) return unlooked;
  const connections = new NodeConnections(nodesOf(spec.hosts), spec.password, CONNECT_LIMIT);
  try {
    const [observed, { looks, uninspected }] = await Promise.all([
      connections.observeClosely(),
      lookAtHosts(spec),
    ]);
    const addresses = new Map([...looks].map(([host, look]) => [host, look.addresses]));
    const withoutScript = [...looks].filter(([, look]) => !look.isPrepared).map(([host]) => host);
    const { directory } = spec;
    const held = heldNames(looks);
    const beside = {
      uninspected,
      held,
      unmanagedPeers: unmanagedPeers(looks),
      addresses,
      withoutScript,
      directory,
    };
    return assess(topology, joinHostFacts(observed, looks, spec), beside);
  } finally {
    connections.close();
  }
}

async function lookAtHosts(
  spec: RunSpec,
): Promise<{ looks: Map<string, HostInspection>; uninspected: string[] }> {
  const found = await Promise.allSettled(spec.hosts.map((host) => lookAtHost(host, spec)));
  throwUntrusted(found);
  return {
    looks: new Map(found.flatMap((look) => (look.status === "fulfilled" ? [look.value] : []))),
    uninspected: found.flatMap((look) =>
      look.status === "rejected" ? [messageOf(look.reason)] : [],
    ),
  };
}

async function lookAtHost(host: RunHost, spec: RunSpec): Promise<[string, HostInspection]> {
  const client = await connectHost(host.ssh, spec.credentials, LOGIN_LIMIT);
  try {
    const look = await inspectHost(client, spec.directory, host.ports, LOGIN_LIMIT);
    return [host.address, look];
  } finally {
    client.end();
  }
}
