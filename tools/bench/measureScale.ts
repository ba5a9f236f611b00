import { serverLayer } from "../../tests/support/servers/serverLayer";
import { TestCluster } from "../../tests/support/testCluster";
import { until } from "../../tests/support/until";
import { startByHand } from "./byHand";
import { convergeAlone } from "./convergeAlone";
import { connect, fill } from "./fill";
import { longestPing } from "./longestPing";
import { type Measurement, measure } from "./measure";
import type { BenchHost } from "./sizes";
import { wipe } from "./wipe";

/** Contenders take turns so often. */
const ROUNDS = 3;
const NEW = "192.168.56.66:7501";
const PRIMARIES = ["192.168.56.65:7000", "192.168.56.65:7001", "192.168.56.66:7500"];
const THREE: BenchHost[] = [
  { address: "192.168.56.65", ports: [7000, 7001] },
  { address: "192.168.56.66", ports: [7500] },
];
/** Those of three primaries, and a further one. */
export const FOUR: BenchHost[] = [
  { address: "192.168.56.65", ports: [7000, 7001] },
  { address: "192.168.56.66", ports: [7500, 7501] },
];

/** The servers on which slots move. */
export type ScaleServer = "redis" | "valkey";

/** How a contender moves the slots to the new primary, and what it took. */
export interface Scaled {
  readonly label: string;
  /** The moves alone. */
  readonly runs: Measurement[];
  /** ms: the longest reply to a PING of any node meanwhile. */
  readonly pings: number[];
}

/** Measures 3 to 4 primaries with `keys` keys by all contenders in turn, ours first. @throws Error if one fails */
export async function measureScale(
  { server, keys }: { readonly server: ScaleServer; readonly keys: number },
  log: (line: string) => void,
): Promise<Scaled[]> {
  const bench = await openBench(server, FOUR);
  const { cluster } = bench;
  const contenders = contendersOf(server, bench);
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      for (const { label, move, runs, pings } of contenders) {
        await prepare(bench, keys);
        const ping = await longestPing([...PRIMARIES, NEW], async () => {
          runs.push(await move());
        });
        pings.push(ping);
        log(`round ${round} of ${ROUNDS}: ${label} ${runs.at(-1)?.seconds.toFixed(2)} s`);
        await requireKeys(keys);
        await wipe(cluster, FOUR);
      }
    }
  } finally {
    await cluster.end();
  }
  return contenders;
}

/** Opens hosts. @throws Error if they cannot be created */
export async function openBench(server: ScaleServer, hosts: readonly BenchHost[]): Promise<Bench> {
  const layers = server === "valkey" ? [serverLayer("valkey-newest")] : [];
  const cluster = await TestCluster.open({ name: `bench-${server}`, hosts, layers });
  return { cluster, tool: server === "valkey" ? "/opt/valkey/bin/valkey" : "redis" };
}

interface Contender extends Scaled {
  readonly move: () => Promise<Measurement>;
}

/** The hosts, and their servers. */
export interface Bench {
  readonly cluster: TestCluster;
  /** The path of the server's programs without `-server` and `-cli`. */
  readonly tool: string;
}

function contendersOf(server: ScaleServer, bench: Bench): Contender[] {
  const ours = { label: "converge", runs: [], pings: [], move: () => moveOurs(bench) };
  const flags: readonly (readonly [string, string])[] =
    server === "valkey"
      ? [["valkey-cli, atomic", "--cluster-use-atomic-slot-migration"]]
      : [
          ["redis-cli, pipeline 100", "--cluster-pipeline 100"],
          ["redis-cli, its default", ""],
        ];
  const theirs = flags.map(
    ([label, flag]): Contender => ({
      label,
      runs: [],
      pings: [],
      move: () => moveByCli(bench, flag),
    }),
  );
  return [ours, ...theirs];
}

/** Makes a cluster of three primaries with `keys` keys, and a server that is no member yet. */
export async function prepare({ cluster, tool }: Bench, keys: number): Promise<void> {
  await startByHand(FOUR, cluster.privateKeyPath, `${tool}-server`);
  await convergeAlone(cluster, THREE, { replicas: 0, serverCommand: `${tool}-server` });
  await untilOk(PRIMARIES[0] ?? "");
  await fill(PRIMARIES, keys);
}

/** Converge itself says how long the moves took. */
async function moveOurs({ cluster, tool }: Bench): Promise<Measurement> {
  let said = "";
  const { cpuSeconds } = await measure(async () => {
    said = await convergeAlone(cluster, FOUR, { replicas: 0, serverCommand: `${tool}-server` });
  });
  const [, ms] = /^move \d+ slots (?:from \S+ )?to .*: (\d+) ms$/m.exec(said) ?? [];
  if (ms === undefined) throw new Error(`converge moved no slots: ${said}`);
  return { seconds: Number(ms) / 1000, cpuSeconds };
}

async function moveByCli({ cluster, tool }: Bench, flag: string): Promise<Measurement> {
  const [first = ""] = PRIMARIES;
  const cli = `${tool}-cli`;
  await cluster.on("192.168.56.65", `${cli} --cluster add-node ${NEW} ${first}`);
  await until("the new node to be known to all", async () => {
    const checked = await cluster.on(
      "192.168.56.65",
      `for node in ${[...PRIMARIES, NEW].join(" ")}; do ${cli} --cluster check $node; done || :`,
    );
    return (checked.match(/\[OK\] All nodes agree/g) ?? []).length === 4 &&
      (checked.match(/in 4 (primaries|masters)/g) ?? []).length === 4
      ? true
      : undefined;
  });
  await untilOk(NEW);
  const command = `${cli} --cluster rebalance ${first} --cluster-use-empty-masters ${flag}`;
  return measure(() => cluster.on("192.168.56.65", command));
}

/** Waits until a node serves its slots. @throws Error after 300 s */
export async function untilOk(node: string): Promise<void> {
  await until(`${node} to be ready`, async () => {
    const info = String(await withClient(node, (client) => client.cluster("INFO")));
    return info.includes("cluster_state:ok") ? true : undefined;
  });
}

async function requireKeys(keys: number): Promise<void> {
  const counts = await Promise.all(
    [...PRIMARIES, NEW].map((node) => withClient(node, (client) => client.dbsize())),
  );
  const found = counts.reduce((sum, count) => sum + count, 0);
  if (found < keys) throw new Error(`Only ${found} of ${keys} keys are left`);
}

async function withClient<T>(
  node: string,
  ask: (client: ReturnType<typeof connect>) => Promise<T>,
): Promise<T> {
  const client = connect(node);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}
