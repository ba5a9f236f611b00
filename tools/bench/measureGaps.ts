import { nodeName } from "../../components/cluster/spec/clusterSpec";
import { place } from "../../components/cluster/spec/placement";
import { History } from "../../tests/support/history/history";
import { describeGaps } from "../../tests/support/history/longestGaps";
import { startByHand } from "./byHand";
import { convergeAlone } from "./convergeAlone";
import { fill } from "./fill";
import { type Bench, FOUR, openBench, prepare, type ScaleServer, untilOk } from "./measureScale";
import { type BenchHost, benchHosts } from "./sizes";
import { wipe } from "./wipe";

const ROUNDS = 3;
/** Two clients write each of twelve keys about every 11 ms. */
const LOAD = { clients: 2, pace: 10 };

/** The longest time in which a shard accepted no write while a change was made. */
export interface Gaps {
  readonly label: string;
  /** ms, of the shard that waited longest in each round. */
  readonly longest: number[];
  /** ms */
  readonly target: number;
}

interface Change extends Omit<Gaps, "longest"> {
  readonly server: ScaleServer;
  readonly hosts: readonly BenchHost[];
  readonly prepare: (bench: Bench, keys: number) => Promise<void>;
  readonly make: (bench: Bench) => Promise<unknown>;
}

/** Three primaries, each with a replica. */
const SIX = benchHosts(6);
const OF_SIX = place({
  hosts: SIX.map((host) => ({ ...host, domain: host.address })),
  replicas: 1,
  allowSharedDomain: false,
}).shards.map(({ primary }) => primary);

const CHANGES: readonly Change[] = [
  {
    label: "3 primaries to 4, key by key",
    target: 200,
    server: "redis",
    hosts: FOUR,
    prepare,
    make: addPrimary,
  },
  {
    label: "3 primaries to 4, all at once",
    target: 500,
    server: "valkey",
    hosts: FOUR,
    prepare,
    make: addPrimary,
  },
  {
    label: "failover from a primary whose directory was removed",
    target: 200,
    server: "redis",
    hosts: SIX,
    prepare: prepareSix,
    make: removeDirectory,
  },
];

/** Measures each kind of change with `keys` keys while clients write. @throws Error if one fails */
export async function measureGaps(keys: number, log: (line: string) => void): Promise<Gaps[]> {
  const results: Gaps[] = [];
  for (const change of CHANGES) results.push(await measureChange(change, keys, log));
  return results;
}

async function measureChange(
  { label, target, server, hosts, ...change }: Change,
  keys: number,
  log: (line: string) => void,
): Promise<Gaps> {
  const longest: number[] = [];
  const bench = await openBench(server, hosts);
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      await change.prepare(bench, keys);
      const history = History.start(namesOf(hosts), LOAD);
      try {
        await change.make(bench);
        const { gaps } = await history.end();
        longest.push(Math.max(...gaps.map(({ ms }) => ms)));
        log(`round ${round} of ${ROUNDS}: ${label}. ${describeGaps(gaps)}`);
      } finally {
        await history.stop();
      }
      await wipe(bench.cluster, hosts);
    }
  } finally {
    await bench.cluster.end();
  }
  return { label, longest, target };
}

function namesOf(hosts: readonly BenchHost[]): string[] {
  return hosts.flatMap(({ address, ports }) => ports.map((port) => nodeName({ address, port })));
}

function addPrimary({ cluster, tool }: Bench): Promise<string> {
  return convergeAlone(cluster, FOUR, { replicas: 0, serverCommand: `${tool}-server` });
}

async function prepareSix({ cluster }: Bench, keys: number): Promise<void> {
  await startByHand(SIX, cluster.privateKeyPath);
  await convergeAlone(cluster, SIX);
  const primaries = OF_SIX.map(nodeName);
  await Promise.all(primaries.map(untilOk));
  await fill(primaries, keys);
}

async function removeDirectory({ cluster }: Bench): Promise<void> {
  const [primary] = OF_SIX;
  if (primary === undefined) throw new Error("There is no primary");
  await cluster.on(primary.address, `rm -r /root/conf/${primary.port}`);
  const said = await convergeAlone(cluster, SIX);
  if (!said.includes("fail over ")) throw new Error(`converge did no failover: ${said}`);
}
