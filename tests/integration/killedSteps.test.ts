import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plan } from "../../components/cluster/plan/plan";
import { memberNames } from "../../components/cluster/spec/topology";
import { describeStep, type Step } from "../../components/cluster/steps/step";
import { crashNodes, freshNodes, runConverge } from "../support/bareNodes";
import { at, EXAMPLE_TOPOLOGY } from "../support/example";
import { formedCluster, freshCluster } from "../support/formedCluster";
import { linesIn, linesOf } from "../support/linesOf";
import { TestCluster } from "../support/testCluster";
import { until } from "../support/until";

const HOST_A = "192.168.56.65";
const HOST_B = "192.168.56.66";
const PORTS = [7000, 7001, 7002, 7003, 7004, 7005];
const FORMED = "Cluster healthy: 6 of 6 nodes answer, 16384 slots served, every replica in sync.";

/** The steps of a first run, of which the real one is shown to have the same. */
const STEPS = plan(EXAMPLE_TOPOLOGY, freshCluster(EXAMPLE_TOPOLOGY).observe());
/** The number of the step with which everybody has met, so that slots are served before long. */
const ALL_MET = STEPS.findIndex(({ kind }) => kind === "replicate");
const MEMBERS = memberNames(EXAMPLE_TOPOLOGY);
/**
 * The first and the last step of each kind: a run finds the same between them, on other nodes. convergeRun.test.ts kills
 * one in the model after every step.
 */
const CASES = STEPS.flatMap((step, index): [number, string][] => {
  const neighbours = [STEPS[index - 1]?.kind, STEPS[index + 1]?.kind];
  const isInside = neighbours.every((kind) => kind === step.kind);
  return isInside ? [] : [[index + 1, describeStep(step)]];
});

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "killed-steps",
  });
});

afterAll(() => cluster?.end());

function killedAfter(count: number): ReturnType<typeof runConverge> {
  return runConverge(cluster, { REDIS_CLUSTER_STOP_AFTER: String(count) });
}

/** What must not change: the processes, by host and port. */
async function pids(): Promise<Record<string, string>[]> {
  return [await cluster.pids(HOST_A), await cluster.pids(HOST_B)];
}

/** The nodes whose settings are not those of their confs, and the members by each host's record. */
async function ending(): Promise<{ hurried: number[]; recorded: string[][] }> {
  const asked = PORTS.map(async (port) => {
    const said = await cluster.ask(at(port), "CONFIG", "GET", "cluster-node-timeout");
    const calm = await cluster.ask(at(port), "CONFIG", "GET", "cluster-replica-no-failover");
    return said.endsWith(",15000") && calm.endsWith(",no") ? [] : [port];
  });
  const records = [HOST_A, HOST_B].map((host) => cluster.on(host, "cat /root/conf/cluster.json"));
  const recorded = (await Promise.all(records)).map((text) =>
    Object.keys(JSON.parse(text).members).sort(),
  );
  return { hurried: (await Promise.all(asked)).flat(), recorded };
}

const ENDING = {
  hurried: [],
  recorded: [[...MEMBERS].sort(), [...MEMBERS].sort()],
};

describe("a first converge killed after a step, then run again", () => {
  test.each(CASES)("%i: %s", async (count) => {
    await freshNodes(cluster);
    const before = await pids();
    const killed = await killedAfter(count);
    expect({ code: killed.exitCode, out: killed.stdout }).toEqual({ code: null, out: "" });
    // The line of the last steps was still to come.
    expect(linesIn(killed.stderr)).toEqual(linesOf(STEPS.slice(0, count)).slice(0, -1));
    const left = formedCluster(EXAMPLE_TOPOLOGY, count);
    if (count >= ALL_MET) {
      // In the model they know each other at once.
      await until("everybody to have met", allMet);
      await until("the half-formed cluster to take a key", setName);
      left.node(at(7003)).keys = 1;
    }

    const again = await runConverge(cluster);
    const expected = [...linesOf(plan(EXAMPLE_TOPOLOGY, left.observe())), FORMED];
    const isMeeting = count >= ALL_MET - 4 && count < ALL_MET;
    // While some have met, gossip makes the others meet too. On a busy machine a link may break, and two meet again; and
    // a role that has not spread yet is announced.
    const heard = (line: string) =>
      (!isMeeting && expected.includes(line)) || !/ meet |^announce /.test(line);
    expect(linesIn(again.stderr).filter(heard)).toEqual(expected.filter(heard));
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout).nodes.length).toBe(6);
    expect(await pids()).toEqual(before);
    expect(await ending()).toEqual(ENDING);
    expect(await cluster.ask(at(7003), "GET", "name")).toBe(count >= ALL_MET ? "tom" : "null");
  });

  test("there is no further step", async () => {
    await freshNodes(cluster);
    const { exitCode, stderr } = await killedAfter(STEPS.length + 1);
    expect(linesIn(stderr)).toEqual([...linesOf(STEPS), FORMED]);
    expect(exitCode).toBe(0);
  });
});

/** The servers that run, each a line of port and process: `"7000 12"`. */
async function running(): Promise<string[]> {
  const lines = [HOST_A, HOST_B].map((host) => cluster.on(host, RUNNING));
  return (await Promise.all(lines)).join("").trim().split("\n");
}

const RUNNING = `
  cd /root/conf
  for file in */*.pid; do
    pid=$(cat "$file")
    if [ -e "/proc/$pid" ]; then echo "$(dirname "$file") $pid"; fi
  done
`;

/** Whether each node has a link to every other one. */
async function allMet(): Promise<true | undefined> {
  const views = await Promise.all(PORTS.map((port) => cluster.ask(at(port), "CLUSTER", "NODES")));
  const links = views.map((view) => view.match(/^(?!.*handshake).* connected/gm) ?? []);
  return links.every(({ length }) => length === PORTS.length) ? true : undefined;
}

async function setName(): Promise<true | undefined> {
  return (await cluster.ask(at(7003), "SET", "name", "tom")) === "OK" ? true : undefined;
}

describe("a converge that starts all servers again, killed after a step, then run again", () => {
  test.each([1, 3, 6])("%i started", async (count) => {
    await until("the cluster of the test before to take a key", setName);
    await crashNodes(cluster);
    const killed = await killedAfter(count);
    expect(killed).toEqual({ exitCode: null, stdout: "", stderr: "" });
    const started = await running();
    expect(started.length).toBe(count);

    const again = await runConverge(cluster);
    const ports = started.map((line) => Number(line.split(" ")[0]));
    const starts = MEMBERS.filter((name) => !ports.map(at).includes(name)).map(
      (node): Step => ({ kind: "start", node, mode: "data" }),
    );
    expect(linesIn(again.stderr).filter((line) => line.startsWith("start"))).toEqual(
      linesOf(starts),
    );
    expect(linesIn(again.stderr).at(-1)).toBe(FORMED);
    expect(again.exitCode).toBe(0);
    expect(await running()).toEqual(expect.arrayContaining(started));
    expect(await ending()).toEqual(ENDING);
    expect(await cluster.ask(at(7003), "GET", "name")).toBe("tom");
  });
});
