import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterProblems } from "../../../../components/cluster/checks/health";
import { plan } from "../../../../components/cluster/plan/plan";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
} from "../../../../components/cluster/spec/temporarySettings";
import { memberNames } from "../../../../components/cluster/spec/topology";
import type { Step } from "../../../../components/cluster/steps/step";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { RUN_UP_AGAIN, STOP_OTHER_CHANGES } from "../../../../components/text/cures/runCures";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { expectCure } from "../../../support/expectCure";
import { formedCluster, freshCluster } from "../../../support/formedCluster";
import { FOUR_SHARDS, grownCluster } from "../../../support/grownCluster";
import { linesOf } from "../../../support/linesOf";
import { midTakeover } from "../../../support/midTakeover";
import { copy, load, type SimulatedCluster } from "../../../support/simulatedCluster";
import { type Faults, SimulatedRun } from "../../../support/simulatedRun";

const NAMES = [7000, 7001, 7002, 7003, 7004, 7005].map(at);
const HEALTHY = "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.";
/** The steps that form the example from nothing. */
const FORMING = plan(EXAMPLE_TOPOLOGY, freshCluster(EXAMPLE_TOPOLOGY).observe());

function runOn(cluster: SimulatedCluster, faults: Faults = {}): SimulatedRun {
  return new SimulatedRun(EXAMPLE_TOPOLOGY, cluster, faults);
}

/** Runs to its error and returns the text. */
async function failureOf(run: SimulatedRun): Promise<string> {
  return run.converge().then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

/** The lines of progress without their times. */
function linesSaid({ said }: SimulatedRun): string[] {
  return said.map((line) => line.replace(/: \d+ ms$/, ""));
}

function expectFormed(cluster: SimulatedCluster): void {
  const observed = cluster.observe();
  expect(clusterProblems(EXAMPLE_TOPOLOGY, observed)).toEqual([]);
  expect(plan(EXAMPLE_TOPOLOGY, observed)).toEqual([]);
}

function settingsOf(cluster: SimulatedCluster): unknown[] {
  return [...cluster.nodes.values()].map(({ settings }) => settings);
}

describe("a run", () => {
  test("forms the example from nothing, in the order of the plan", async () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    const run = runOn(cluster);
    const formed = await run.converge();
    expect([...formed.keys()].sort()).toEqual(memberNames(EXAMPLE_TOPOLOGY).sort());
    expect(linesSaid(run)).toEqual([...linesOf(FORMING), HEALTHY]);
    expect(run.performed).toHaveLength(FORMING.length);
    expect(run.portChecks).toBe(1);
    expectFormed(cluster);
  });

  test("performs nothing on a formed cluster, and tries no port", async () => {
    const run = runOn(formedCluster(EXAMPLE_TOPOLOGY));
    await run.converge();
    expect(run.performed).toEqual([]);
    expect(run.said).toEqual([HEALTHY]);
    expect(run.portChecks).toBe(0);
  });

  test.each(["early", "late"] as const)(
    "reads again what it read in the middle of a takeover (%s), and performs nothing",
    async (moment) => {
      const cluster = formedCluster(EXAMPLE_TOPOLOGY);
      cluster.failOver(at(7004));
      const half = midTakeover(at(7000), at(7004))[moment];
      const run = runOn(cluster, { shows: (seen, before) => (before === 0 ? half : seen) });
      await run.converge();
      expect(run.performed).toEqual([]);
      expect(run.said).toEqual([HEALTHY]);
    },
  );

  test("takes nodes at their word that contradict each other for 5 s", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    const { late } = midTakeover(at(7000), at(7004));
    const run = runOn(cluster, { shows: () => late });
    const began = run.clock.now();
    expect(await failureOf(run)).toContain(
      `${at(7004)}  owns slots 0-5460, while ${at(7000)} owns slots of the same shard`,
    );
    expect(run.clock.now() - began).toBeGreaterThanOrEqual(5000);
    expect(run.performed).toEqual([]);
  });

  test("tells how long each batch took", async () => {
    const run = runOn(freshCluster(EXAMPLE_TOPOLOGY), { takes: () => 10 });
    await run.converge();
    expect(run.said[0]).toBe("shorten the node timeout of 6 nodes while the cluster forms: 60 ms");
  });

  test("sees by an inspection what only the hosts show", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7001)).recorded = false;
    cluster.node(at(7004)).saved = false;
    cluster.node(at(7005)).pidFile = false;
    cluster.declared = "2";
    const run = runOn(cluster);
    await run.converge();
    expect(linesSaid(run)).toEqual([
      "write the missing nodes.conf of 192.168.56.66:7004",
      "write the missing PID file of 192.168.56.66:7005",
      "record owner and members on 192.168.56.65",
      "test and stage the new configuration of 6 nodes: a 2, was 1",
      "set a 2 (was 1) on 6 nodes (no restart)",
      "activate the staged configuration of 6 nodes",
      HEALTHY,
    ]);
    expectFormed(cluster);
  });

  test("goes on with what becomes necessary while it waits", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7001)).recorded = false;
    const after = ({ node }: Step) => {
      if (node === at(7001)) cluster.node(at(7005)).recorded = false;
    };
    const run = runOn(cluster, { after });
    await run.converge();
    expect(linesSaid(run)).toEqual([
      "record owner and members on 192.168.56.65",
      "record owner and members on 192.168.56.66",
      HEALTHY,
    ]);
    expect(run.clock.time).toBeLessThan(1000);
  });

  test("waits for a replica that is still copying", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7004)).linkUp = false;
    const run = runOn(cluster);
    const { sleep } = run.clock;
    run.clock.sleep = async (ms) => {
      await sleep.call(run.clock, ms);
      if (run.clock.time > 5000) cluster.node(at(7004)).linkUp = true;
    };
    await run.converge();
    expect(run.clock.time).toBeGreaterThan(5000);
    expect(run.said).toEqual(["waiting: 192.168.56.66:7004  replication link is down", HEALTHY]);
  });
});

describe("a run in which nodes leave whose servers have stopped", () => {
  const LEAVING = ["192.168.56.65:7006", "192.168.56.66:7007"];

  /** The cluster with a fourth shard, of which only the example is declared. */
  function shrinking(): { cluster: SimulatedCluster; run: SimulatedRun } {
    const cluster = grownCluster(FOUR_SHARDS, EXAMPLE);
    for (const name of LEAVING) cluster.node(name).runs = false;
    const { topology } = targetOf(EXAMPLE, cluster.observe());
    return { cluster, run: new SimulatedRun(topology, cluster) };
  }

  test("has their hosts rename their directories", async () => {
    const { cluster, run } = shrinking();
    await run.converge();
    expect(run.performed).toEqual(
      expect.arrayContaining(LEAVING.map((name) => `stop ${name} and rename its directory`)),
    );
    for (const name of LEAVING) {
      expect(cluster.node(name).disk).toEqual({ identity: false, data: false, peers: [] });
      for (const node of cluster.nodes.values()) expect(node.knows.has(name)).toBe(false);
    }
    expect(run.said.at(-1)).toBe(HEALTHY);
  });

  test("names them in the records until then, so that a later run knows them", async () => {
    const { run } = shrinking();
    await run.converge();
    const [first = [], last = []] = [run.records[0], run.records.at(-1)];
    expect(first).toEqual([...NAMES, ...LEAVING].sort());
    expect(last).toEqual([...NAMES].sort());
  });
});

describe("a start that fails", () => {
  test("and shows damaged data is followed by what they need", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    const node = cluster.node(at(7000));
    Object.assign(node, { runs: false, keys: 7 });
    cluster.node(at(7004)).keys = 7;
    let isDamaged = false;
    const refuses = (step: Step) => {
      if (isDamaged || step.kind !== "start") return undefined;
      isDamaged = true;
      node.disk = { identity: true, data: false, damaged: true, peers: [] };
      return "the server exited during its start: Bad file format";
    };
    const run = runOn(cluster, { refuses });
    await run.converge();
    expect(run.said[0]).toBe(
      `Cannot start ${at(7000)}: the server exited during its start: Bad file format`,
    );
    expectFormed(cluster);
    expect(cluster.node(at(7004)).primary).toBeUndefined();
    expect(node.keys).toBe(7);
  });

  test("for another reason ends the run", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7000)).runs = false;
    const refuses = (step: Step) => (step.kind === "start" ? "no" : undefined);
    expect(await failureOf(runOn(cluster, { refuses }))).toBe(`Cannot start ${at(7000)}: no`);
  });
});

describe("a run that cannot begin", () => {
  test("names members that are not declared, and performs nothing", async () => {
    const undeclared = [at(7006), at(7007)];
    const run = runOn(freshCluster(EXAMPLE_TOPOLOGY), { undeclared });
    expect(await failureOf(run)).toBe(
      "Configuration rejected. Nothing was changed.\n" +
        "  192.168.56.66:7006, 7007  member of the cluster, but not declared\n" +
        `  ${" ".repeat(26)}No record of this stack names it, so \`up\` does not remove it. Declare it, or have every other member forget it: CLUSTER FORGET.`,
    );
    expect(run.performed).toEqual([]);
  });

  test("names blockers, and performs nothing", async () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7003)).keys = 3;
    const run = runOn(cluster);
    expect(await failureOf(run)).toMatch(
      /^Cannot converge: these problems need a decision\n {2}192\.168\.56\.66:7003 {2}3 keys, but not in a cluster\n/,
    );
    expect(run.performed).toEqual([]);
  });

  test("names ports that are closed between the hosts, and performs nothing", async () => {
    const closedPorts = ["A cannot reach bus port 17004 of B"];
    const run = runOn(freshCluster(EXAMPLE_TOPOLOGY), { closedPorts });
    expect(await failureOf(run)).toBe(
      "Cannot form the cluster: hosts cannot reach each other's ports. Open them:\n" +
        "  A cannot reach bus port 17004 of B",
    );
    expect(run.performed).toEqual([]);
  });
});

describe("a step without effect", () => {
  test("is waited for 45 s, and named", async () => {
    const run = runOn(freshCluster(EXAMPLE_TOPOLOGY), {
      ignores: ({ kind, node }) => kind === "assignSlots" && node === at(7003),
    });
    expect(await failureOf(run)).toBe(
      "Cannot converge: these steps had no effect within 45 s\n" +
        "  assign slots 5461-10922 to 192.168.56.66:7003\n" +
        "Run up again: it continues from here.",
    );
  });

  test("is not named before the time that steps take themselves", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7004)).runs = false;
    cluster.node(at(7004)).linkUp = false;
    const run = runOn(cluster, { takes: ({ kind }) => (kind === "start" ? 120_000 : 1) });
    const { sleep } = run.clock;
    run.clock.sleep = async (ms) => {
      await sleep.call(run.clock, ms);
      if (run.clock.time > 140_000) cluster.node(at(7004)).linkUp = true;
    };
    await run.converge();
    expectFormed(cluster);
  });

  test("ends the run when the same batch is needed again and again", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7001)).settings = FORMING_SETTINGS;
    let undoing = false;
    const run = runOn(cluster, {
      after: () => {
        undoing = true;
      },
    });
    // Another program sets the timeout again once converge has restored it.
    run.said.push = (...lines) => {
      if (undoing) cluster.node(at(7001)).settings = FORMING_SETTINGS;
      return lines.length;
    };
    const failure = await failureOf(run);
    expect(failure).toContain(
      "Cannot converge: these steps took effect 10 times and are needed again\n" +
        "  restore the declared node timeout of 192.168.56.65:7001\n",
    );
    expectCure(failure, STOP_OTHER_CHANGES);
    await runOn(cluster).converge();
    expectFormed(cluster);
  });
});

describe("nodes that do not meet", () => {
  test("are told again to meet every 2 s", async () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    const run = runOn(cluster, {
      ignores: ({ kind }) => kind === "meet" && run.clock.time < 2000,
    });
    await run.converge();
    expectFormed(cluster);
    expect(run.clock.time).toBeGreaterThan(2000);
    expect(run.clock.time).toBeLessThan(4000);
  });

  test("are named after 6 s, with their bus ports", async () => {
    const run = runOn(freshCluster(EXAMPLE_TOPOLOGY), { ignores: ({ kind }) => kind === "meet" });
    expect(await failureOf(run)).toBe(
      "Cannot form the cluster: nodes cannot reach each other's cluster bus port. " +
        "Open TCP 17000-17005 between the hosts:\n" +
        "  6 nodes (192.168.56.65:7000, 7001, 7002; ...)  cluster bus port cannot be reached",
    );
    expect(run.clock.time).toBeGreaterThanOrEqual(6000);
    expect(run.clock.time).toBeLessThan(9000);
  });
});

describe("a cluster that does not become healthy", () => {
  test("is described after 45 s", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.node(at(7004)).linkUp = false;
    const failure = await failureOf(runOn(cluster));
    expect(failure).toBe(
      "Cannot converge: the cluster is not healthy, and nothing progressed for 45 s\n" +
        "  192.168.56.66:7004  replication link is down\n" +
        "Run up again: it continues from here.",
    );
    expectCure(failure, RUN_UP_AGAIN);
    cluster.node(at(7004)).linkUp = true;
    await runOn(cluster).converge();
    expectFormed(cluster);
  });
});

/** Moves all transfers on whenever the run sleeps, or does something else then. */
function whileAsleep(run: SimulatedRun, act: () => void): void {
  const { sleep } = run.clock;
  run.clock.sleep = async (ms) => {
    await sleep.call(run.clock, ms);
    act();
  };
}

describe("data that takes long", () => {
  test("is loaded by all servers at once, and one run waits for them", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    for (const node of cluster.nodes.values()) node.runs = false;
    cluster.loadBytes = 400;
    const run = runOn(cluster);
    whileAsleep(run, () => cluster.move(1));
    await run.converge();
    expectFormed(cluster);
    // Not six times as long: one sleep takes 500 ms.
    expect(run.clock.time).toBeGreaterThan(200_000);
    expect(run.clock.time).toBeLessThan(220_000);
    expect(linesSaid(run)[0]).toBe("start 6 nodes");
    expect(run.said[1]).toMatch(/^loading: 6 nodes, 1 % \(0\.0 of 2\.4 kB\), about 4 min left$/);
    expect(run.performed).toHaveLength(6);
  });

  test("does not delay a changed directive, which is active before the copy is done", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    copy(cluster.node(at(7004)), 400);
    cluster.declared = "2";
    const run = runOn(cluster);
    let activeAt: number | undefined;
    whileAsleep(run, () => {
      cluster.move(1);
      const isActive = [...cluster.nodes.values()].every(({ conf }) => conf.active === "2");
      if (isActive) activeAt ??= run.clock.time;
    });
    await run.converge();
    expect(activeAt).toBeLessThan(2000);
    expect(run.clock.time).toBeGreaterThan(150_000);
    expectFormed(cluster);
  });

  test("does not delay a changed directive on the nodes that answer; it is activated once all have it", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    load(cluster.node(at(7004)), 400);
    cluster.declared = "2";
    const run = runOn(cluster);
    const early = new Set<string>();
    whileAsleep(run, () => {
      cluster.move(1);
      if (cluster.node(at(7004)).transfer === undefined) return;
      for (const { name, conf } of cluster.nodes.values()) {
        if (conf.runs === "2") early.add(name);
        expect(conf.active).toBe("1");
      }
    });
    await run.converge();
    expect(early).toEqual(new Set(NAMES.filter((name) => name !== at(7004))));
    expectFormed(cluster);
  });

  test("rolls a directive back everywhere if a server rejects it that was loading before", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    load(cluster.node(at(7004)), 40);
    cluster.declared = "2";
    const refuses = (step: Step) =>
      step.kind === "setDirectives" && step.node === at(7004) && step.values[0]?.to === "2"
        ? "ERR no"
        : undefined;
    const run = runOn(cluster, { refuses });
    whileAsleep(run, () => cluster.move(1));
    expect(await failureOf(run)).toMatch(/: ERR no\nThe change was rolled back on all nodes\.$/);
    expect([...cluster.nodes.values()].map(({ conf }) => conf.runs)).toEqual(Array(6).fill("1"));
    expect([...cluster.nodes.values()].map(({ conf }) => conf.active)).toEqual(Array(6).fill("1"));
  });

  test("is continued by the next run after a kill", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    for (const node of cluster.nodes.values()) node.runs = false;
    cluster.loadBytes = 40;
    const killed = runOn(cluster, { killedAfter: 3 });
    expect(await failureOf(killed)).toBe("killed");
    const next = runOn(cluster);
    whileAsleep(next, () => cluster.move(1));
    await next.converge();
    expect([...killed.performed, ...next.performed]).toHaveLength(6);
    expectFormed(cluster);
  });

  test("is not loaded again and again by a server that ends each time", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    const node = cluster.node(at(7004));
    node.runs = false;
    cluster.loadBytes = 100;
    const run = runOn(cluster);
    whileAsleep(run, () => {
      cluster.move(10);
      if ((node.transfer?.bytes ?? 0) > 50) {
        node.runs = false;
        node.transfer = undefined;
      }
    });
    expect(await failureOf(run)).toBe(
      "Cannot converge: these servers were started 3 times and stopped again\n" +
        "  192.168.56.66:7004\n" +
        "The end of PORT.log in the configured directory says why.",
    );
  });
});

describe("a step that fails", () => {
  test("ends the run, which restores the declared settings", async () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    const refuses = ({ kind, node }: Step) =>
      kind === "setEpoch" && node === at(7003) ? "ERR no" : undefined;
    expect(await failureOf(runOn(cluster, { refuses }))).toMatch(
      /^Cannot set config epoch 5 on 192\.168\.56\.66:7003: ERR no/,
    );
    expect(settingsOf(cluster)).toEqual(Array(6).fill(DECLARED_SETTINGS));
  });

  test("rolls its batch back where that can be done", async () => {
    const cluster = formedCluster(EXAMPLE_TOPOLOGY);
    cluster.declared = "2";
    const refuses = (step: Step) =>
      step.kind === "setDirectives" && step.node === at(7001) && step.values[0]?.to === "2"
        ? "ERR no"
        : undefined;
    expect(await failureOf(runOn(cluster, { refuses }))).toMatch(
      /^Cannot set a 2 \(was 1\) on 192\.168\.56\.65:7001 \(no restart\): ERR no/,
    );
    const running = [...cluster.nodes.values()].map(({ conf }) => conf.runs);
    expect(running).toEqual(Array(6).fill("1"));
  });

  test("is reported though the settings cannot be restored", async () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    const refuses = (step: Step) =>
      step.kind === "setEpoch" || (step.kind === "setTimeouts" && step.settings === "declared")
        ? `ERR no ${step.kind}`
        : undefined;
    expect(await failureOf(runOn(cluster, { refuses }))).toMatch(/ERR no setEpoch/);
  });

  test("restores the settings of the other nodes when one has stopped", async () => {
    const cluster = freshCluster(EXAMPLE_TOPOLOGY);
    const after = ({ kind }: Step) => {
      if (kind === "setEpoch") cluster.node(at(7002)).runs = false;
    };
    const ignores = ({ kind }: Step) => kind === "start" || kind === "assignSlots";
    await failureOf(runOn(cluster, { after, ignores }));
    const running = [...cluster.nodes.values()].filter(({ runs }) => runs);
    expect(running.map(({ settings }) => settings)).toEqual(Array(5).fill(DECLARED_SETTINGS));
  });
});

test("a run ends when the lock of a host is lost", async () => {
  const cluster = freshCluster(EXAMPLE_TOPOLOGY);
  const run = runOn(cluster, { lockLostAfter: 9 });
  expect(await failureOf(run)).toBe("the lock of a host was lost");
  // The batch that was under way, and no other.
  expect(run.performed).toHaveLength(12);
});

describe("a run that is killed", () => {
  test.each(Array.from({ length: FORMING.length + 1 }, (_, count) => count))(
    "after step %i is finished by the next one",
    async (killedAfter) => {
      const cluster = freshCluster(EXAMPLE_TOPOLOGY);
      const killed = runOn(cluster, { killedAfter });
      expect(await failureOf(killed)).toBe("killed");
      await runOn(cluster).converge();
      expectFormed(cluster);
    },
  );

  test("or meets any faults is finished by the next one", async () => {
    const step = fc.nat({ max: FORMING.length });
    const faults = fc.record({
      killedAfter: fc.option(step, { nil: undefined }),
      lockLostAfter: fc.option(step, { nil: undefined }),
      refused: fc.option(step, { nil: undefined }),
      ignored: fc.option(step, { nil: undefined }),
      stopped: fc.option(fc.record({ step, node: fc.nat({ max: 5 }) }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(faults, { minLength: 1, maxLength: 4 }), async (runs) => {
        const cluster = freshCluster(EXAMPLE_TOPOLOGY);
        for (const { refused, ignored, stopped, ...limits } of runs) {
          let begun = 0;
          await failureOf(
            runOn(cluster, {
              ...limits,
              refuses: () => (begun++ === refused ? "ERR refused" : undefined),
              ignores: () => begun === ignored,
              after: () => {
                const names = [...cluster.nodes.keys()];
                const node = cluster.nodes.get(names[stopped?.node ?? -1] ?? "");
                if (node !== undefined && begun === stopped?.step) node.runs = false;
              },
            }),
          );
        }
        await runOn(cluster).converge();
        expectFormed(cluster);
      }),
      { numRuns: 50 },
    );
  });
});
