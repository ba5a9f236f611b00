import type { HostSpec } from "../cluster/spec/clusterSpec";
import { place } from "../cluster/spec/placement";
import type { Topology } from "../cluster/spec/topology";
import type { RunHost, SshTarget } from "../spec/runSpec";
import type { ConfigProblem } from "./configProblem";
import { type Config, configSchema, type HostConfig, knownKeys } from "./configSchema";
import { describeSchemaIssue } from "./describeSchemaIssue";
import { directiveProblems } from "./directiveProblems";
import { hostProblems } from "./hostProblems";
import { openHostProblems } from "./openHostProblems";
import type { StackConfig } from "./stackConfig";

export type ParsedConfig =
  | { readonly config: StackConfig }
  | { readonly problems: readonly ConfigProblem[] };

export interface ParseOptions {
  /** Keys that are read separately, for the "did you mean". @default none */
  readonly otherKeys?: readonly string[];
  /** True if there is no password, as far as is known. @default false */
  readonly isOpen?: boolean;
}

/** Reports all problems at once. */
export function parseConfig(
  raw: unknown,
  { otherKeys = [], isOpen = false }: ParseOptions = {},
): ParsedConfig {
  const parsed = configSchema.safeParse(raw);
  const known = (path: readonly PropertyKey[]) => [
    ...knownKeys(path),
    ...(path.length === 0 ? otherKeys : []),
  ];
  const schemaProblems = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => describeSchemaIssue(issue, raw, known));
  const placed = placeHosts(raw);
  const problems = [
    ...schemaProblems,
    ...("problems" in placed ? placed.problems : []),
    ...contradictions(raw),
    ...(isOpen ? openHosts(raw) : []),
  ];
  return parsed.success && "topology" in placed && problems.length === 0
    ? { config: { ...complete(parsed.data), topology: placed.topology } }
    : { problems };
}

type Placed = { readonly topology: Topology } | { readonly problems: readonly ConfigProblem[] };

/** Checks what several keys decide together, as soon as these keys have the right shape. */
function placeHosts(raw: unknown): Placed {
  const parts = configSchema
    .pick({ hosts: true, replicas: true, allowSharedDomain: true })
    .strip()
    .safeParse(raw);
  if (!parts.success) return { problems: [] };
  const spec = { ...parts.data, hosts: parts.data.hosts.map(hostSpec) };
  const problems = hostProblems(spec.hosts);
  if (problems.length > 0) return { problems };
  try {
    return { topology: place(spec) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problems: [{ path: "hosts", reason: `cannot be placed: ${error.message}` }] };
  }
}

function contradictions(raw: unknown): readonly ConfigProblem[] {
  const parts = configSchema.pick({ replicas: true, directives: true }).strip().safeParse(raw);
  return parts.success ? directiveProblems(parts.data) : [];
}

function openHosts(raw: unknown): readonly ConfigProblem[] {
  const parts = configSchema.pick({ hosts: true, allowNoPassword: true }).strip().safeParse(raw);
  return parts.success ? openHostProblems(parts.data) : [];
}

function hostSpec({ address, ports, domain = address }: HostConfig): HostSpec {
  return { address, ports, domain };
}

function complete({ ssh, hosts, ...rest }: Config): Omit<StackConfig, "topology"> {
  return {
    ...rest,
    hosts: hosts.map((host): RunHost => ({ ...hostSpec(host), ssh: sshTarget(host, ssh) })),
    ...(ssh.privateKeyPath === undefined ? {} : { privateKeyPath: ssh.privateKeyPath }),
    agent: ssh.agent,
    knownHosts: ssh.knownHosts,
    hostKeyChecking: ssh.hostKeyChecking,
  };
}

function sshTarget({ address, ssh: own }: HostConfig, common: Config["ssh"]): SshTarget {
  const hostKey = own?.hostKey ?? common.hostKey;
  return {
    address: own?.address ?? address,
    port: own?.port ?? common.port,
    user: own?.user ?? common.user,
    ...(hostKey === undefined ? {} : { hostKey }),
  };
}
