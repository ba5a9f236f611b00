import * as pulumi from "@pulumi/pulumi";
import type { NodeStatus } from "./redisClusterNode";

/** A node, as far as it tells of its host. */
interface NodeOfHost {
  readonly address: string;
  readonly status: pulumi.Output<NodeStatus>;
}

/**
 * Warns of what hosts should have and have not: each thing once, with the hosts, however many nodes say
 * it. Not in a preview, which cannot know whether it is still so.
 */
export function warnOfHosts(nodes: readonly NodeOfHost[]): void {
  if (pulumi.runtime.isDryRun()) return;
  pulumi.all(nodes.map(({ status }) => status)).apply((statuses) => {
    const hosts = new Map<string, Set<string>>();
    for (const [index, { warnings = [] }] of statuses.entries()) {
      for (const warning of warnings) {
        const named = hosts.get(warning) ?? new Set();
        hosts.set(warning, named.add(nodes[index]?.address ?? ""));
      }
    }
    for (const [warning, addresses] of hosts) {
      const where = [...addresses].join(", ");
      void pulumi.log.warn(`${where}: ${warning} (as of the last change of a node there)`);
    }
  });
}
