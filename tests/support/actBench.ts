import type { ClusterRecord } from "../../components/cluster/state/clusterRecord";
import type { Step } from "../../components/cluster/steps/step";
import type {
  MoveListener,
  NodeActs,
  StepContext,
} from "../../components/operations/acts/stepContext";
import { MovePace } from "../../components/operations/converge/movePace";
import { perform } from "../../components/operations/converge/perform";
import { NodeConnections } from "../../components/operations/redis/nodeConnections";
import { LockLost } from "../../components/operations/ssh/hostLock";
import { FakeClock } from "./fakeClock";
import { FakeRedis, type Reply } from "./fakeRedis";

/** One fake server on a fake locked host, on which steps are performed. */
export class ActBench {
  /** The replies by command; "OK" to any other. */
  readonly answers: Record<string, Reply> = {};
  /** What the host was told: `"start 7000"`. */
  readonly host: string[] = [];
  /** What was told about moved slots: `"begin 4096"`, `"moved 32 1952"`. */
  readonly told: string[] = [];
  readonly progress: MoveListener = {
    begin: (slots) => this.told.push(`begin ${slots}`),
    moved: (slots, keys) => this.told.push(`moved ${slots} ${keys}`),
  };
  isLockLost = false;
  readonly #server: FakeRedis;
  readonly #connections: NodeConnections;

  private constructor(server: FakeRedis) {
    this.#server = server;
    this.#connections = new NodeConnections(
      [{ address: "127.0.0.1", port: server.port, domain: "a" }],
      undefined,
    );
  }

  static async open(): Promise<ActBench> {
    const server = await FakeRedis.start((command) => bench.answers[command] ?? "OK");
    const bench = new ActBench(server);
    return bench;
  }

  /** The server's name. */
  get node(): string {
    return `127.0.0.1:${this.#server.port}`;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Performs a step; returns the commands that the server received for it. */
  async perform(step: Step, changes: Partial<StepContext> = {}): Promise<string[]> {
    await perform(step, {
      pace: new MovePace({}, new FakeClock()),
      connections: this.#connections,
      locks: new Map([["127.0.0.1", this.#lock()]]),
      ids: new Map([
        [this.node, "a".repeat(40)],
        ["B:1", "b".repeat(40)],
      ]),
      confOf: (node) => `conf of ${node}`,
      recordOf,
      progress: this.progress,
      password: undefined,
      ...changes,
    });
    return this.commands();
  }

  /** The commands that the server received, without the client's greetings. */
  commands(): string[] {
    return this.#server.log.filter((command) => !/^(client setinfo|info)\b/i.test(command));
  }

  async close(): Promise<void> {
    this.#connections.close();
    await this.#server.end();
  }

  #lock(): NodeActs {
    const told =
      (verb: string) =>
      async (...args: unknown[]) => {
        this.host.push([verb, ...args].join(" "));
      };
    return {
      start: (port, { isEmpty }) => told(isEmpty ? "startempty" : "start")(port),
      startNew: told("startnew"),
      stop: told("stop"),
      remove: told("remove"),
      writePidFile: told("pidfile"),
      record: (record) => told("record")(JSON.stringify(record)),
      restrictFiles: told("restrict"),
      stageConf: told("stage"),
      activateConf: told("activate"),
      recordPending: told("pending"),
      requireHeld: () => {
        if (this.isLockLost) throw new LockLost("the lock of 127.0.0.1 was lost");
      },
    };
  }
}

/** The record of a cluster of these members. */
export function recordOf(
  members: ReadonlyMap<string, string>,
  rebalancing?: boolean,
): ClusterRecord {
  const ownership = { owner: "acme/redis-cluster/prod", claim: "c0ffee" };
  const changed = "2026-11-26T08:15:00Z";
  const state = rebalancing === undefined ? {} : { rebalancing };
  const content = { ...ownership, changed, generation: 1, members: Object.fromEntries(members) };
  return { format: 1, ...content, ...state };
}
