import * as pulumi from "@pulumi/pulumi";
import type { RedisHost } from "../redisHost";

/**
 * Warns of what hosts should have and have not: each thing once, with the hosts that lack it. Not in a
 * preview, which cannot know whether it is still so.
 */
export function warnOfHosts(hosts: readonly Pick<RedisHost, "address" | "warnings">[]): void {
  if (pulumi.runtime.isDryRun()) return;
  pulumi.all(hosts.map(({ warnings }) => warnings)).apply((said) => {
    const lacking = new Map<string, string[]>();
    for (const [index, warnings] of said.entries()) {
      const address = hosts[index]?.address ?? "";
      for (const warning of warnings) {
        lacking.set(warning, [...(lacking.get(warning) ?? []), address]);
      }
    }
    for (const [warning, addresses] of lacking) {
      void pulumi.log.warn(`${addresses.join(", ")}: ${warning} (seen when the host was prepared)`);
    }
  });
}
