import { succeed } from "../../tests/support/succeed";
import { TestCluster } from "../../tests/support/testCluster";
import { createByHand, startByHand } from "./byHand";
import { convergeAlone } from "./convergeAlone";
import { type Measurement, measure } from "./measure";
import { type BenchHost, benchHosts, isMadeByHand, roundsOf } from "./sizes";
import { watchFormed } from "./watchFormed";
import { wipe } from "./wipe";

const HAND_LIMIT = 400_000; // ms; by hand 30 nodes take up to a minute, 60 several
const STACK_LIMIT = 240_000; // ms; 200 nodes take about a minute
/** Repetitions of `up` with nothing to do in each round, with and without inspection in turn. */
const IDLE_UPS = 2;

interface Formation {
  readonly returned: Measurement;
  readonly formed: Measurement;
}

export interface SizeMeasurements {
  /** None of a size that takes too long. */
  readonly hand: Formation[];
  readonly up: Formation[];
  readonly idle: Measurement[];
  readonly uninspected: Measurement[];
  readonly destroy: Measurement[];
  readonly converge: Formation[];
}

interface Context {
  readonly cluster: TestCluster;
  readonly hosts: BenchHost[];
  readonly results: SizeMeasurements;
}

/** Measures by hand, the stack and converge in turn on wiped hosts. @throws Error if one fails */
export async function measureSize(
  size: number,
  log: (line: string) => void,
): Promise<SizeMeasurements> {
  const hosts = benchHosts(size);
  const results = { hand: [], up: [], idle: [], uninspected: [], destroy: [], converge: [] };
  const cluster = await TestCluster.open({ name: `bench-${size}`, hosts });
  const context = { cluster, hosts, results };
  try {
    for (let round = 1; round <= roundsOf(size); round++) {
      log(`${size} nodes, round ${round} of ${roundsOf(size)}`);
      if (isMadeByHand(size)) await handRound(context);
      else log("  by hand: not measured, it takes too long");
      await stackRound(context);
      await convergeRound(context);
    }
  } finally {
    await cluster.end();
  }
  return results;
}

async function handRound({ cluster, hosts, results }: Context): Promise<void> {
  const create = () => createByHand(hosts, cluster.privateKeyPath);
  results.hand.push(await measureFormation(hosts, create, { limit: HAND_LIMIT }));
  await wipe(cluster, hosts);
}

async function stackRound({ cluster, hosts, results }: Context): Promise<void> {
  const up = () => succeed(cluster.up());
  results.up.push(await measureFormation(hosts, up, { limit: STACK_LIMIT }));
  for (let count = 0; count < IDLE_UPS; count++) {
    results.idle.push(await measure(up));
    results.uninspected.push(await withoutInspection(() => measure(up)));
  }
  results.destroy.push(await measure(() => succeed(cluster.destroy())));
  await wipe(cluster, hosts);
}

async function convergeRound({ cluster, hosts, results }: Context): Promise<void> {
  await startByHand(hosts, cluster.privateKeyPath);
  const converge = () => convergeAlone(cluster, hosts);
  results.converge.push(await measureFormation(hosts, converge, { limit: STACK_LIMIT }));
  await wipe(cluster, hosts);
}

/** Programs inherit the environment of this process. */
async function withoutInspection<T>(action: () => Promise<T>): Promise<T> {
  process.env["REDIS_CLUSTER_INSPECT"] = "off";
  try {
    return await action();
  } finally {
    delete process.env["REDIS_CLUSTER_INSPECT"];
  }
}

async function measureFormation(
  hosts: readonly BenchHost[],
  action: () => Promise<unknown>,
  { limit }: { limit: number },
): Promise<Formation> {
  const stop = new AbortController();
  const watching = watchFormed(hosts, { limit, signal: stop.signal });
  const acting = measure(action).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const [returned, formed] = await Promise.all([acting, watching]);
  return { returned, formed: { seconds: formed / 1000, cpuSeconds: returned.cpuSeconds } };
}
