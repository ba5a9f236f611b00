import type { z } from "zod";
import { BUS_PORT_OFFSET, type ClusterSpec, type HostSpec } from "../cluster/spec/clusterSpec";
import { place } from "../cluster/spec/placement";
import type { SshTarget } from "../spec/runSpec";
import { configSchema, type hostSchema, knownKeys } from "./configSchema";
import { describeSchemaIssue } from "./describeSchemaIssue";
import type { Problem } from "./problem";
import type { StackConfig } from "./stackConfig";

/** The configuration, or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly config: StackConfig }
  | { readonly problems: readonly Problem[] };

/**
 * Checks the whole configuration and completes it with its defaults; all problems come at once.
 *
 * @param elsewhere are keys that are read elsewhere, so that a slip of one of them is seen
 */
export function parseConfig(raw: unknown, elsewhere: readonly string[] = []): ParsedConfig {
  const parsed = configSchema.safeParse(raw);
  const known = (path: readonly PropertyKey[]) => [
    ...knownKeys(path),
    ...(path.length === 0 ? elsewhere : []),
  ];
  const ofShape = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => describeSchemaIssue(issue, raw, known));
  const problems = [...ofShape, ...crossProblems(raw)];
  return parsed.success && problems.length === 0 ? { config: complete(parsed.data) } : { problems };
}

/** What concerns several keys is checked as soon as these are well shaped, whatever the others are. */
function crossProblems(raw: unknown): Problem[] {
  const parts = configSchema
    .pick({ hosts: true, replicas: true, allowSharedDomain: true })
    .strip()
    .safeParse(raw);
  if (!parts.success) return [];
  const spec = { ...parts.data, hosts: parts.data.hosts.map(withDomain) };
  const ofPorts = portProblems(spec);
  return ofPorts.length > 0 ? ofPorts : placementProblems(spec);
}

function withDomain({ address, ports, domain = address }: z.infer<typeof hostSchema>): HostSpec {
  return { address, ports, domain };
}

function complete({ ssh, hosts, ...rest }: z.infer<typeof configSchema>): StackConfig {
  return {
    ...rest,
    hosts: hosts.map(({ address, ports, domain, ssh: own }) => ({
      address,
      ports,
      domain: domain ?? address,
      ssh: targetOf(address, own, ssh),
    })),
    ...(ssh.privateKeyPath === undefined ? {} : { privateKeyPath: ssh.privateKeyPath }),
    agent: ssh.agent,
    knownHosts: ssh.knownHosts,
    hostKeyChecking: ssh.hostKeyChecking,
  };
}

/** A host's own way in, completed by what is common to all. */
function targetOf(
  address: string,
  own: z.infer<typeof hostSchema>["ssh"],
  common: z.infer<typeof configSchema>["ssh"],
): SshTarget {
  const hostKey = own?.hostKey ?? common.hostKey;
  return {
    address: own?.address ?? address,
    port: own?.port ?? common.port,
    user: own?.user ?? common.user,
    ...(hostKey === undefined ? {} : { hostKey }),
  };
}

/** One address and port can be had once, and a bus port is a port as well. */
function portProblems({ hosts }: ClusterSpec): Problem[] {
  const taken = new Map<string, string>();
  const problems: Problem[] = [];
  const take = (key: string, path: string, what: string) => {
    const other = taken.get(key);
    if (other !== undefined)
      problems.push({ subject: path, reason: `${what} ${key}, as ${other} does` });
    taken.set(key, other ?? path);
  };
  for (const [hostIndex, { address, ports }] of hosts.entries()) {
    for (const [portIndex, port] of ports.entries()) {
      const path = `hosts[${hostIndex}].ports[${portIndex}]`;
      take(`${address}:${port}`, path, "uses");
      take(`${address}:${port + BUS_PORT_OFFSET}`, path, "uses for its cluster bus");
    }
  }
  return problems;
}

function placementProblems(spec: ClusterSpec): Problem[] {
  try {
    place(spec);
    return [];
  } catch (error) {
    if (error instanceof RangeError)
      return [{ subject: "hosts", reason: `cannot be placed: ${error.message}` }];
    throw error;
  }
}
