import type { z } from "zod";
import { place } from "../cluster/placement";
import type { Problem } from "../cluster/problem";
import { BUS_PORT_OFFSET } from "../cluster/unheard";
import { configSchema } from "./configSchema";
import type { StackConfig } from "./stackConfig";

/** The configuration, or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly config: StackConfig }
  | { readonly problems: readonly Problem[] };

/** Checks the whole configuration and completes it with its defaults; all problems come at once. */
export function parseConfig(raw: unknown): ParsedConfig {
  const parsed = configSchema.safeParse(raw);
  if (!parsed.success) return { problems: parsed.error.issues.map(describeIssue) };
  const config = complete(parsed.data);
  const ofPorts = portProblems(config);
  const problems = ofPorts.length > 0 ? ofPorts : placementProblems(config);
  return problems.length > 0 ? { problems } : { config };
}

function complete({ ssh, hosts, ...rest }: z.infer<typeof configSchema>): StackConfig {
  return {
    ...rest,
    hosts: hosts.map(({ address, ports, domain, ssh: own }) => ({
      address,
      ports,
      domain: domain ?? address,
      ssh: {
        address: own?.address ?? address,
        port: own?.port ?? ssh.port,
        user: own?.user ?? ssh.user,
      },
    })),
    ...(ssh.privateKeyPath === undefined ? {} : { privateKeyPath: ssh.privateKeyPath }),
    agent: ssh.agent,
  };
}

function describeIssue(issue: z.core.$ZodIssue): Problem {
  return { subject: describePath(issue.path), reason: causesOf(issue).join("; ") };
}

/** The rules that were broken: those of a key and of alternatives stand inside of other issues. */
function causesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "invalid_key") return issue.issues.flatMap(causesOf);
  if (issue.code !== "invalid_union") return [issue.message];
  // An alternative of another type was not meant.
  const meant = issue.errors.flat().filter(({ code }) => code !== "invalid_type");
  return meant.length > 0 ? meant.flatMap(causesOf) : [issue.message];
}

/** `["hosts", 1, "ports", 2]` -> `"hosts[1].ports[2]"`. */
function describePath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`,
    )
    .join("");
}

/** One address and port can be had once, and a bus port is a port as well. */
function portProblems({ hosts }: StackConfig): Problem[] {
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

function placementProblems(config: StackConfig): Problem[] {
  try {
    place(config);
    return [];
  } catch (error) {
    if (error instanceof RangeError) return [{ subject: "hosts", reason: error.message }];
    throw error;
  }
}
