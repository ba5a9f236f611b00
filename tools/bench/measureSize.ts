import { succeed } from "../../tests/support/succeed";
import { TestCluster } from "../../tests/support/testCluster";
import { type BenchHost, benchHosts } from "./benchHosts";
import { createByHand, startByHand } from "./byHand";
import { convergeAlone } from "./convergeAlone";
import { measure, type Took } from "./measure";
import { type Race, race } from "./race";
import { roundsOf } from "./roundsOf";
import { wipe } from "./wipe";

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
  process.env["REDIS_CLUSTER_INSPECT"] = "off";
  try {
    return await act();
  } finally {
    delete process.env["REDIS_CLUSTER_INSPECT"];
  }
}
