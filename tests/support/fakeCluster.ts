import calculateSlot from "cluster-key-slot";
import { nodesOf } from "../../components/cluster/spec/clusterSpec";
import { place } from "../../components/cluster/spec/placement";
import { settingPairs } from "../../components/cluster/spec/temporarySettings";
import type { NodeView } from "../../components/cluster/state/clusterNodes";
import type { AnsweringNode } from "../../components/cluster/state/observed";
import type { RunSpec } from "../../components/spec/runSpec";
import { FakeRedis, type Reply } from "./fakeRedis";
import { formedCluster } from "./formedCluster";
import type { SimulatedCluster } from "./simulatedCluster";

/** Servers on loopback that answer as the nodes of a simulated cluster, which is formed at first. */
export class FakeCluster {
  readonly spec: RunSpec;
  readonly simulated: SimulatedCluster;
  /** A server's answer in place of the right one; undefined keeps that. */
  wrong: (line: string, name: string) => Reply | undefined = () => undefined;
  readonly #servers: readonly FakeRedis[];
  readonly #values = new Map<string, string>();

  private constructor(spec: RunSpec, servers: readonly FakeRedis[]) {
    this.spec = spec;
    this.#servers = servers;
    this.simulated = formedCluster(place(spec));
  }

  /** @param sshPort on which the host of the nodes is reached */
  static async open(nodes: number, replicas: number, sshPort = 2): Promise<FakeCluster> {
    const servers: FakeRedis[] = await Promise.all(
      Array.from({ length: nodes }, () =>
        FakeRedis.start((line, port) => fake.#answer(port, line)),
      ),
    );
    const address = "127.0.0.1";
    const spec: RunSpec = {
      hosts: [
        {
          address,
          ports: servers.map(({ port }) => port),
          domain: "a",
          ssh: { address, port: sshPort, user: "root" },
        },
      ],
      replicas,
      allowSharedDomain: true,
      directory: "/root/conf",
      serverCommand: "redis-server",
      directives: {},
      credentials: { password: "secret" },
    };
    const fake = new FakeCluster(spec, servers);
    return fake;
  }

  get names(): string[] {
    return nodesOf(this.spec.hosts).map(({ address, port }) => `${address}:${port}`);
  }

  /** The commands that reached any server and match. */
  commands(pattern: RegExp): string[] {
    return this.#servers.flatMap(({ log }) => log.filter((line) => pattern.test(line)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.end()));
  }

  #answer(port: number, line: string): Reply {
    const name = `127.0.0.1:${port}`;
    const wrong = this.wrong(line, name);
    if (wrong !== undefined) return wrong;
    const node = this.simulated.observe().get(name);
    if (!node?.answers) return new Error("LOADING Redis is loading the dataset in memory");
    return describeNode(node, line) ?? this.#serve(name, line);
  }

  #serve(name: string, line: string): Reply {
    const [verb = "", key = "", value = ""] = line.split(" ");
    if (!["SET", "GET", "DEL"].includes(verb)) return "OK";
    const slot = calculateSlot(key);
    const owner = [...this.simulated.nodes.values()].find(({ slots }) =>
      slots.some(({ start, end }) => start <= slot && slot <= end),
    );
    if (owner?.name !== name) return new Error(`MOVED ${slot} ${owner?.name}`);
    if (verb === "GET") return this.#values.get(key) ?? null;
    if (verb === "DEL") return this.#values.delete(key) ? 1 : 0;
    this.#values.set(key, value);
    return "OK";
  }
}

/** What a node answers of itself; undefined for other commands. */
function describeNode(node: AnsweringNode, line: string): Reply | undefined {
  const setting = settingPairs(node.settings).find(([name]) => line === `config get ${name}`);
  if (setting !== undefined) return setting;
  switch (line) {
    case "cluster myid":
      return node.id;
    case "cluster nodes":
      return node.views.map(lineOf).join("");
    case "cluster info":
      return `cluster_state:${node.clusterState}\r\ncluster_slots_ok:${node.slotsOk}\r\n`;
    case "info":
      return `redis_version:7.0.15\r\nrole:slave\r\nmaster_link_status:${node.linkUp ? "up" : "down"}\r\n`;
    case "CONFIG GET *":
      return settingPairs(node.settings).flat();
    default:
      return undefined;
  }
}

/** A line of CLUSTER NODES. */
function lineOf({ id, name, flags, primaryId, configEpoch, connected, slots }: NodeView): string {
  const ranges = slots.map(({ start, end }) => ` ${start}-${end}`).join("");
  const link = connected ? "connected" : "disconnected";
  return `${id} ${name}@1 ${flags.join(",")} ${primaryId ?? "-"} 0 0 ${configEpoch} ${link}${ranges}\n`;
}
