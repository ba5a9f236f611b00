import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Step } from "../../../../components/cluster/steps/step";
import { failOver, handOver, promote } from "../../../../components/operations/acts/failover";
import { MovePace } from "../../../../components/operations/converge/movePace";
import { NodeConnections } from "../../../../components/operations/redis/nodeConnections";
import { recordOf } from "../../../support/actBench";
import { FakeClock } from "../../../support/fakeClock";
import { FakeRedis, type Reply } from "../../../support/fakeRedis";

/** A server that is a primary or a replica, at an offset. */
class FakeNode {
  isPrimary: boolean;
  offset = 100;
  /** The primary that it follows, and that is told of its failover. */
  follows: FakeNode | undefined;
  /** What it replies to a command instead. */
  answers: (command: string) => Reply | undefined = () => undefined;
  #server: FakeRedis | undefined;

  constructor(isPrimary: boolean) {
    this.isPrimary = isPrimary;
  }

  async open(): Promise<void> {
    this.#server = await FakeRedis.start(
      (command) => this.answers(command) ?? this.#answer(command),
    );
  }

  get server(): FakeRedis {
    if (this.#server === undefined) throw new Error("It is not open");
    return this.#server;
  }

  get name(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  /** The commands that it received, without the client's greetings. */
  get log(): string[] {
    return this.server.log.filter((command) => !/^(client setinfo|info$)/i.test(command));
  }

  #answer(command: string): Reply {
    const offset = this.isPrimary ? "master_repl_offset" : "slave_repl_offset";
    const info = `# Replication\r\n${offset}:${this.offset}\r\n`;
    if (command === "ROLE") return [this.isPrimary ? "master" : "slave"];
    if (command === "EXEC") return ["OK", info];
    if (command === "INFO replication") return info;
    if (command.startsWith("CLUSTER FAILOVER")) {
      this.isPrimary = true;
      if (this.follows !== undefined) this.follows.isPrimary = false;
    }
    return "OK";
  }
}

let primary: FakeNode;
let replica: FakeNode;
let connections: NodeConnections;

beforeEach(async () => {
  primary = new FakeNode(true);
  replica = new FakeNode(false);
  replica.follows = primary;
  await Promise.all([primary.open(), replica.open()]);
  const nodes = [primary, replica].map(({ server: { port } }) => ({
    address: "127.0.0.1",
    port,
    domain: "a",
  }));
  connections = new NodeConnections(nodes, undefined);
});

afterEach(async () => {
  connections.close();
  await Promise.all([primary.server.end(), replica.server.end()]);
});

function context() {
  return {
    connections,
    locks: new Map(),
    ids: new Map(),
    confOf: String,
    recordOf,
    progress: { begin: () => {}, moved: () => {} },
    pace: new MovePace({}, new FakeClock()),
    password: undefined,
  };
}

function handOverBy(by: Step<"handOver">["by"]): Promise<void> {
  const pairs = [{ from: primary.name, to: replica.name }];
  return handOver({ kind: "handOver", node: primary.name, pairs, by }, context());
}

function promoteReplica(): Promise<void> {
  return promote({ kind: "promote", node: replica.name, lost: "10.0.0.1:1" }, context());
}

describe("handOver", () => {
  test.each([
    ["election", "FORCE"],
    ["takeover", "TAKEOVER"],
  ] as const)("pauses writes, waits for the replica and fails over by %s", async (by, how) => {
    replica.offset = 90;
    replica.answers = (command) => {
      if (command === "INFO replication") replica.offset += 5;
      return undefined;
    };
    await handOverBy(by);
    expect(primary.log).toEqual([
      "MULTI",
      "CLIENT PAUSE 30000 WRITE",
      "INFO replication",
      "EXEC",
      "ROLE",
      "CLIENT UNPAUSE",
    ]);
    expect(replica.log).toEqual([
      "INFO replication",
      "INFO replication",
      `CLUSTER FAILOVER ${how}`,
      "ROLE",
    ]);
  });

  test("pauses everything on a server that cannot pause writes alone", async () => {
    primary.answers = (command) =>
      command === "CLIENT PAUSE 30000 WRITE" ? new Error("ERR syntax error") : undefined;
    await handOverBy("election");
    expect(primary.log.filter((command) => command.startsWith("CLIENT PAUSE"))).toEqual([
      "CLIENT PAUSE 30000 WRITE",
      "CLIENT PAUSE 30000",
    ]);
    expect(replica.isPrimary).toBe(true);
    // It would not reply to ROLE before its pause ends.
    expect(primary.log.slice(-2)).toEqual(["EXEC", "CLIENT UNPAUSE"]);
  });

  test("lets no write go on before the former primary knows of the failover", async () => {
    let asked = 0;
    primary.answers = (command) => {
      if (command !== "ROLE") return undefined;
      asked += 1;
      return [asked < 3 ? "master" : "slave"];
    };
    await handOverBy("election");
    expect(primary.log.slice(-4)).toEqual(["ROLE", "ROLE", "ROLE", "CLIENT UNPAUSE"]);
  });

  test("leaves the pause of one that does not learn of it to its time", async () => {
    primary.answers = (command) => (command === "ROLE" ? ["master"] : undefined);
    await handOverBy("election");
    expect(primary.log.at(-1)).toBe("ROLE");
    expect(replica.isPrimary).toBe(true);
  }, 20_000);

  test("waits for nobody if the former primary has ended", async () => {
    primary.answers = (command) => {
      if (command === "ROLE") void primary.server.end();
      return undefined;
    };
    await handOverBy("election");
    expect(replica.isPrimary).toBe(true);
  });

  test("changes nothing if the replica does not catch up, and lets writes go on", async () => {
    replica.offset = 40;
    await expect(handOverBy("election")).rejects.toThrow(
      `${replica.name} is 60 bytes behind ${primary.name} and does not catch up`,
    );
    expect(replica.log).not.toContain("CLUSTER FAILOVER FORCE");
    expect(primary.log.at(-1)).toBe("CLIENT UNPAUSE");
  });

  test("changes nothing if the writes cannot be paused", async () => {
    primary.answers = (command) =>
      command === "EXEC" ? new Error("EXECABORT Transaction discarded") : undefined;
    await expect(handOverBy("election")).rejects.toThrow("the primary cannot pause its writes");
    expect(replica.log).toEqual([]);
  });

  test("fails if the failover does not happen", async () => {
    replica.answers = (command) => (command === "CLUSTER FAILOVER FORCE" ? "OK" : undefined);
    await expect(handOverBy("election")).rejects.toThrow(
      `it did not happen within 6 s; ${primary.name} is still the primary`,
    );
    expect(primary.log.at(-1)).toBe("CLIENT UNPAUSE");
  }, 20_000);
});

describe("failOver", () => {
  function failOverNow(): Promise<void> {
    const step = { kind: "failOver", node: primary.name, to: replica.name } as const;
    return failOver(step, context());
  }

  test("hands over to a replica that is close, in an election", async () => {
    primary.offset = 2_000_000;
    replica.offset = 1_000_000;
    replica.answers = (command) => {
      // The rest comes while writes are paused.
      if (primary.log.includes("EXEC")) replica.offset = primary.offset;
      return command === "CLUSTER FAILOVER TAKEOVER" ? new Error("ERR no") : undefined;
    };
    await failOverNow();
    expect(replica.isPrimary).toBe(true);
    expect(replica.log).toContain("CLUSTER FAILOVER FORCE");
    expect(primary.log.at(-1)).toBe("CLIENT UNPAUSE");
  });

  test("leaves the pause to a server before 6.2, which would answer nobody", async () => {
    primary.answers = (command) =>
      command === "CLIENT UNPAUSE" ? new Error("ERR Unknown subcommand") : undefined;
    await failOverNow();
    expect(replica.log).toContain("CLUSTER FAILOVER");
    expect(primary.log).not.toContain("MULTI");
  });

  test("waits for a replica that is far behind, and pauses no writes meanwhile", async () => {
    primary.offset = 3_000_000;
    replica.offset = 0;
    const pausedAt: number[] = [];
    replica.answers = (command) => {
      if (command !== "INFO replication") return undefined;
      if (primary.log.includes("MULTI")) pausedAt.push(replica.offset);
      else replica.offset += 750_000;
      return undefined;
    };
    primary.answers = (command) => {
      // The replica gets the rest while writes are paused.
      if (command === "EXEC") replica.offset = primary.offset;
      return undefined;
    };
    await failOverNow();
    expect(pausedAt).toEqual([primary.offset]);
    expect(replica.isPrimary).toBe(true);
  });

  test("changes nothing if the replica stays far behind", async () => {
    primary.offset = 1_000_101;
    await expect(failOverNow()).rejects.toThrow(
      new Error(`${replica.name} is 1000001 bytes behind ${primary.name} and does not catch up`),
    );
    expect(primary.log).toEqual(expect.arrayContaining(["INFO replication"]));
    expect(primary.log).not.toContain("MULTI");
    expect(replica.log).not.toContain("CLUSTER FAILOVER FORCE");
  }, 20_000);
});

describe("promote", () => {
  test("forces a failover", async () => {
    await promoteReplica();
    expect(replica.log).toEqual(["ROLE", "CLUSTER FAILOVER FORCE", "ROLE"]);
  });

  test("does nothing if it is a primary already, or becomes one meanwhile", async () => {
    replica.answers = (command) => {
      if (command !== "CLUSTER FAILOVER FORCE") return undefined;
      replica.isPrimary = true;
      return new Error("ERR You should send CLUSTER FAILOVER to a replica");
    };
    await promoteReplica();
    await promoteReplica();
    expect(replica.log).toEqual(["ROLE", "CLUSTER FAILOVER FORCE", "ROLE", "ROLE"]);
  });

  test("fails with the server's words", async () => {
    replica.answers = (command) =>
      command === "CLUSTER FAILOVER FORCE" ? new Error("ERR no") : undefined;
    await expect(promoteReplica()).rejects.toThrow("ERR no");
  });
});
