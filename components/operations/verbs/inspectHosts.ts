import { nodeName } from "../../cluster/spec/clusterSpec";
import type { HostInspection } from "../../host/inspectScript";
import type { RunHost, RunSpec } from "../../spec/runSpec";
import { messageOf } from "../../text/messageOf";
import { confOf } from "../converge/joinHostFacts";
import { connectHost } from "../ssh/connectHost";
import { inspectHost } from "../ssh/inspectHost";
import { throwOtherProgram } from "../ssh/otherProgram";
import { throwUntrusted } from "../ssh/trust/untrustedHost";

/** ms to connect by SSH. The login and the inspection have more time: a busy host is slow, and answers. */
const SSH_CONNECT_LIMIT = 3000;
/** ms for the inspection itself, in which a server may test its configuration. */
const INSPECT_LIMIT = 20_000;

/** A connection to a host. */
export type Client = Awaited<ReturnType<typeof connectHost>>;

/**
 * Inspects hosts, all at the same time.
 * @param clients gets the connection to each host that was reached, for the caller to end
 * @param declared the first ones, which the configuration names
 * @throws UntrustedHost, OtherProgram
 */
export async function inspectHosts(
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
