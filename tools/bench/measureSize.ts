import { succeed } from "../../tests/support/succeed";
import { TestCluster } from "../../tests/support/testCluster";
import { until } from "../../tests/support/until";
import { createByHand, startByHand } from "./byHand";
import { convergeAlone } from "./convergeAlone";
import { measure, type Took } from "./measure";
import { type BenchHost, benchHosts, roundsOf } from "./sizes";
import { watchFormed } from "./watchFormed";

/** ms until nodes made by hand must be formed: 30 take up to a minute, 60 several. */
const HAND_LIMIT = 400_000;
/** ms until nodes that the stack makes must be formed. */
const STACK_LIMIT = 120_000;
/** Ups with nothing to do in each round, with the look and without it in turn. */
const IDLE_UPS = 2;

/** All that was measured at one size, one entry for each run. */
export interface Measured {
  readonly hand: Race[];
  readonly up: Race[];
  /** Up with nothing to do, every node asked. */
  readonly idle: Took[];
  /** The same with the look switched off. */
  readonly blind: Took[];
  readonly destroy: Took[];
  readonly converge: Race[];
}

/** Lets the contenders have their turns on wiped hosts. @throws Error when one of them fails */
export async function measureSize(size: number, say: (line: string) => void): Promise<Measured> {
  const hosts = benchHosts(size);
  const cluster = await TestCluster.open({ name: `bench-${size}`, hosts });
  const measured: Measured = { hand: [], up: [], idle: [], blind: [], destroy: [], converge: [] };
  try {
    for (let round = 1; round <= roundsOf(size); round++) {
      say(`${size} nodes, round ${round} of ${roundsOf(size)}`);
      await handRound(cluster, hosts, measured);
      await stackRound(cluster, hosts, measured);
      await convergeRound(cluster, hosts, measured);
    }
  } finally {
    await cluster.end();
  }
  return measured;
}

async function handRound(cluster: TestCluster, hosts: BenchHost[], into: Measured) {
  const act = () => createByHand(hosts, cluster.privateKeyPath);
  into.hand.push(await race(hosts, HAND_LIMIT, act));
  await wipe(cluster, hosts);
}

async function stackRound(cluster: TestCluster, hosts: BenchHost[], into: Measured) {
  into.up.push(await race(hosts, STACK_LIMIT, () => succeed(cluster.up())));
  for (let count = 0; count < IDLE_UPS; count++) {
    into.idle.push(await measure(() => succeed(cluster.up())));
    into.blind.push(await withoutLook(() => measure(() => succeed(cluster.up()))));
  }
  into.destroy.push(await measure(() => succeed(cluster.destroy())));
  await wipe(cluster, hosts);
}

async function convergeRound(cluster: TestCluster, hosts: BenchHost[], into: Measured) {
  await startByHand(hosts, cluster.privateKeyPath);
  into.converge.push(await race(hosts, STACK_LIMIT, () => convergeAlone(cluster, hosts)));
  await wipe(cluster, hosts);
}

/** What is run inherits the environment of this process. */
async function withoutLook<T>(act: () => Promise<T>): Promise<T> {
  process.env["REDIS_CLUSTER_LOOK"] = "off";
  try {
    return await act();
  } finally {
    delete process.env["REDIS_CLUSTER_LOOK"];
  }
}

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

/** Ends all servers of the hosts, each within its host's own process namespace, and removes their files. */
export async function wipe(cluster: TestCluster, hosts: readonly BenchHost[]): Promise<void> {
  await Promise.all(
    hosts.map(async ({ address }) => {
      await cluster.on(address, "pkill -KILL -x redis-server || true");
      await until(`the end of all servers on ${address}`, async () => {
        const left = await cluster.on(address, "pgrep -x redis-server || true");
        return left === "" ? true : undefined;
      });
      await cluster.on(address, "rm -rf /root/conf");
    }),
  );
}
