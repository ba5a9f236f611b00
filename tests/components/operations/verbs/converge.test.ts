import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { portOf } from "../../../../components/cluster/spec/clusterSpec";
import { confOf } from "../../../../components/operations/converge/joinHostFacts";
import { converge } from "../../../../components/operations/verbs/converge";
import { FakeCluster } from "../../../support/fakeCluster";
import { FakeLockHost } from "../../../support/fakeLockHost";
import { until } from "../../../support/until";

const HEALTHY = "Cluster healthy: 3 of 3 nodes answer, 16384 slots served.";

let host: FakeLockHost;
let cluster: FakeCluster;
let said: string[];

beforeEach(async () => {
  said = [];
  host = await FakeLockHost.open();
  cluster = await FakeCluster.open(3, 0, host.ssh.port);
  host.inspection = () => cluster.names.map(inspectionOf).join("");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await cluster.close();
  await host.close();
});

/** What an inspection prints of a node whose declared conf is active. */
function inspectionOf(name: string): string {
  const { held, id } = cluster.simulated.node(name);
  const port = portOf(name);
  const conf = confOf(cluster.spec, name).trimEnd().split("\n");
  const lines = [
    `node ${port} yes yes ${held ? id : "-"}`,
    ...(held ? [`held ${port}`] : []),
    ...conf.map((line) => `${port}.conf ${line}`),
    ...[...conf, "# effective"].map((line) => `${port}.conf.effective ${line}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const say = (line: string) => said.push(line);

test("converge() reports a formed cluster, and releases its locks and connections", async () => {
  const report = await converge(cluster.spec, { say });
  expect(report.nodes.map(({ slots }) => slots)).toEqual(["0-5460", "5461-10922", "10923-16383"]);
  expect(said).toEqual([HEALTHY]);
  expect(host.asked).toEqual([]);
  await until("the lock's connection to end", () => (host.ssh.clients() === 1 ? true : undefined));
});

test("converge() performs on a host what is missing there", async () => {
  const [name = ""] = cluster.names;
  cluster.simulated.node(name).held = false;
  host.answer = () => {
    cluster.simulated.node(name).held = true;
    return "done";
  };
  await converge(cluster.spec, { say });
  expect(host.asked).toEqual([`hold ${portOf(name)} ${cluster.simulated.node(name).id}`]);
  expect(said.at(-1)).toBe(HEALTHY);
});

test("converge() observes nothing while another run holds a lock", async () => {
  host.greeting = "held me@other";
  await expect(converge(cluster.spec, { say })).rejects.toThrow(
    /^Cannot lock 127\.0\.0\.1: another run holds the lock \/root\/conf\/\.lock: me@other\. /,
  );
  expect(cluster.commands(/^cluster/)).toEqual([]);
});

test("converge() kills itself after the number of steps in stopAfter", async () => {
  for (const name of cluster.names) cluster.simulated.node(name).held = false;
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  void converge(cluster.spec, { say, stopAfter: 2 });
  await until("the kill", () => (kill.mock.calls.length > 0 ? true : undefined));
  expect(kill.mock.calls).toEqual([[process.pid, "SIGKILL"]]);
  expect(host.asked).toHaveLength(2);
});
