import * as pulumi from "@pulumi/pulumi";
import type { RedisHost } from "../redisHost";

/** Each problem once with all its hosts. Not in a preview, which does not check it again. */
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
      void pulumi.log.warn(
        `${addresses.join(", ")}: ${warning} (checked when the host was set up)`,
      );
    }
  });
}
