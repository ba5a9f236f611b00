import type { BenchHost } from "./benchHosts";
import { measure, type Took } from "./measure";
import { watchFormed } from "./watchFormed";

/** What a contender took: until it came back, and until the nodes were strictly formed. */
export interface Race {
  readonly returned: Took;
  readonly formed: Took;
}

/** Runs a contender while a poller of its own watches the nodes. @throws Error when they are not formed in `limit` ms */
export async function race(
  hosts: readonly BenchHost[],
  limit: number,
  act: () => Promise<unknown>,
): Promise<Race> {
  const [returned, formed] = await Promise.all([measure(act), watchFormed(hosts, limit)]);
  return { returned, formed: { seconds: formed / 1000, cpuSeconds: returned.cpuSeconds } };
}
