import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { portOf } from "../../../../components/cluster/spec/clusterSpec";
import type { RecordedSsh } from "../../../../components/cluster/state/clusterRecord";
import { confOf } from "../../../../components/operations/converge/joinHostFacts";
import { converge } from "../../../../components/operations/verbs/converge";
import type { RunSpec } from "../../../../components/spec/runSpec";
import { FakeCluster } from "../../../support/fakeCluster";
import { FakeLockHost, recordIn } from "../../../support/fakeLockHost";
import { until } from "../../../support/until";

const OWNERSHIP = { owner: "acme/redis-cluster/prod", claim: "c0ffee" };
const HEALTHY = "Cluster healthy: 3 of 3 nodes answer, 16384 slots served.";

let host: FakeLockHost;
let cluster: FakeCluster;
let spec: RunSpec;
let said: string[];

beforeEach(async () => {
  said = [];
  host = await FakeLockHost.open();
  cluster = await FakeCluster.open(3, 0, host.ssh.port);
  spec = { ...cluster.spec, record: OWNERSHIP };
  host.inspection = () => `${cluster.names.map(inspectionOf).join("")}${recordLine()}`;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await cluster.close();
  await host.close();
});

/** What an inspection prints of a node whose declared conf is active. */
function inspectionOf(name: string): string {
  const port = portOf(name);
  const conf = confOf(cluster.spec, name).trimEnd().split("\n");
  const lines = [
    `node ${port} yes yes running`,
    ...conf.map((line) => `${port}.conf ${line}`),
    ...[...conf, "# effective"].map((line) => `${port}.conf.effective ${line}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What an inspection prints of the record; nothing if that names no node. */
function recordLine(): string {
  const named = [...cluster.simulated.nodes.values()].filter(({ recorded }) => recorded);
  if (named.length === 0) return "";
  const members = Object.fromEntries(named.map(({ name, id }) => [name, id]));
  const changed = "2026-11-26T08:15:00Z";
  const content = { ...OWNERSHIP, changed, generation: 3, members, hosts: hosts() };
  return `record ${JSON.stringify({ format: 1, ...content })}\n`;
}

/** What a record says of the host. */
function hosts(): Record<string, RecordedSsh> {
  return { "127.0.0.1": { user: "root", port: host.ssh.port } };
}

const say = (line: string) => said.push(line);

test("converge() reports a formed cluster, and releases its locks and connections", async () => {
  const report = await converge(spec, { say });
  expect(report.nodes.map(({ slots }) => slots)).toEqual(["0-5460", "5461-10922", "10923-16383"]);
  expect(said).toEqual([HEALTHY]);
  expect(host.asked).toEqual([]);
  await until("the lock's connection to end", () => (host.ssh.clients() === 1 ? true : undefined));
});

test("converge() performs on a host what is missing there", async () => {
  const [name = ""] = cluster.names;
  cluster.simulated.node(name).recorded = false;
  host.answer = () => {
    cluster.simulated.node(name).recorded = true;
    return "done";
  };
  await converge(spec, { say });
  expect(host.asked).toHaveLength(1);
  expect(recordIn(host.asked[0])).toEqual({
    format: 1,
    ...OWNERSHIP,
    changed: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    generation: 4,
    members: Object.fromEntries(
      [...cluster.simulated.nodes.values()].map(({ name: member, id }) => [member, id]),
    ),
    hosts: hosts(),
  });
  expect(said.at(-1)).toBe(HEALTHY);
});

test("converge() keeps no record for a spec without an owner", async () => {
  for (const name of cluster.names) cluster.simulated.node(name).recorded = false;
  await converge(cluster.spec, { say });
  expect(host.asked).toEqual([]);
  expect(said).toEqual([HEALTHY]);
});

test("converge() writes the PID file of a server that has none", async () => {
  const [name = ""] = cluster.names;
  const port = portOf(name);
  const inspection = host.inspection;
  const lost = () =>
    inspection().replace(`node ${port} yes yes running`, `node ${port} yes yes lost-pidfile`);
  host.inspection = lost;
  host.answer = () => {
    host.inspection = inspection;
    return "done";
  };
  await converge(spec, { say });
  expect(host.asked).toEqual([`pidfile ${port}`]);
  expect(said).toEqual([
    expect.stringMatching(`^write the missing PID file of ${name}: `),
    HEALTHY,
  ]);
});

test("converge() overwrites no record that it cannot read", async () => {
  host.inspection = () => `${cluster.names.map(inspectionOf).join("")}record not mine\n`;
  await expect(converge(spec, { say })).rejects.toThrow(
    /^Cannot read \/root\/conf\/cluster\.json on 127\.0\.0\.1: it is not a record of a cluster\. Copy it from another host\./,
  );
  expect(host.asked).toEqual([]);
});

test("converge() observes nothing while another run holds a lock", async () => {
  host.greeting = "held me@other";
  await expect(converge(spec, { say })).rejects.toThrow(
    /^Cannot lock 127\.0\.0\.1: another run holds the lock \/root\/conf\/\.lock: me@other\. /,
  );
  expect(cluster.commands(/^cluster/)).toEqual([]);
});

test("converge() says why nodes were not created before what keeps it from undoing that", async () => {
  host.greeting = "held me@other";
  const reason = "Cannot start 127.0.0.1:7000: port 7000 is in use by nginx (pid 812)";
  const failedStarts = [{ node: cluster.names[0] ?? "", reason }];
  await expect(converge({ ...spec, failedStarts }, { say })).rejects.toThrow(
    `${reason}\nCannot lock 127.0.0.1: another run holds the lock`,
  );
});

test("converge() forms a cluster whose nodes answer after all", async () => {
  const failedStarts = [{ node: cluster.names[0] ?? "", reason: "did not answer within 20 s" }];
  await converge({ ...spec, failedStarts }, { say });
  expect(said).toEqual([HEALTHY]);
});

test("converge() kills itself after the number of steps in stopAfter", async () => {
  const inspection = host.inspection;
  host.inspection = () => inspection().replaceAll(" running\n", " lost-pidfile\n");
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  void converge(spec, { say, stopAfter: 2 });
  await until("the kill", () => (kill.mock.calls.length > 0 ? true : undefined));
  expect(kill.mock.calls).toEqual([[process.pid, "SIGKILL"]]);
  expect(host.asked).toHaveLength(2);
});
