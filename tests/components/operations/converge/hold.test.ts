import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { portOf } from "../../../../components/cluster/spec/clusterSpec";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import { Hold } from "../../../../components/operations/converge/hold";
import type { RunSpec } from "../../../../components/spec/runSpec";
import { recordOf } from "../../../support/actBench";
import { FakeCluster } from "../../../support/fakeCluster";
import { FakeLockHost } from "../../../support/fakeLockHost";
import { until } from "../../../support/until";

const ADDRESS = "127.0.0.1";

/** Where the three nodes of the cluster run, which is formed. */
let host: FakeLockHost;
let cluster: FakeCluster;
/** The spec of that cluster, of which a run keeps records. */
let spec: RunSpec;
let held: Hold[];
beforeEach(async () => {
  held = [];
  host = await FakeLockHost.open();
  cluster = await FakeCluster.open(3, 0, host.ssh.port);
  const { owner, claim } = recordOf(new Map());
  spec = { ...cluster.spec, record: { owner, claim } };
  const found = cluster.names.map((name) => `node ${portOf(name)} yes yes running\n`).join("");
  host.inspection = () => `${found}record ${JSON.stringify(record())}\n`;
});
afterEach(async () => {
  for (const hold of held) hold.close();
  await cluster.close();
  await host.close();
});

/** The record of the cluster, with the login of its host. */
function record(): ClusterRecord {
  const members = new Map([...cluster.simulated.nodes].map(([name, { id }]) => [name, id]));
  return { ...recordOf(members), hosts: { [ADDRESS]: { user: "root", port: host.ssh.port } } };
}

async function take(spec: RunSpec): Promise<Awaited<ReturnType<typeof Hold.take>>> {
  const taken = await Hold.take(spec);
  held.push(taken.hold);
  return taken;
}

/** Waits until the run has ended its connections; the client of each fake host itself stays. */
async function released(...hosts: readonly FakeLockHost[]): Promise<void> {
  await until("the connections to end", () =>
    hosts.every(({ ssh }) => ssh.clients() === 1) ? true : undefined,
  );
}

test("Hold.take() locks the hosts and observes their nodes, and close() releases all", async () => {
  const { hold, first } = await take(spec);
  expect(hold.hosts).toBe(spec.hosts);
  expect([...hold.locks.keys()]).toEqual([ADDRESS]);
  expect([...first.keys()]).toEqual(cluster.names);
  expect([...first.values()].map(({ answers }) => answers)).toEqual([true, true, true]);
  expect(hold.observer.records()).toEqual([record()]);
  hold.close();
  await released(host);
});

test("Hold.take() observes also the node that leaves a host, which it locks once", async () => {
  const ports = spec.hosts.flatMap((one) => one.ports);
  const [leaving = "", ...names] = cluster.names;
  const hosts = spec.hosts.map((one) => ({ ...one, ports: ports.slice(1) }));
  const { hold, first } = await take({ ...spec, hosts });
  expect([...first.keys()]).toEqual([...names, leaving]);
  expect(first.get(leaving)).toMatchObject({ answers: true, wasMember: true });
  expect(hold.hosts.map((one) => one.ports)).toEqual([[...ports.slice(1), ports[0]]]);
  expect(host.scripts).toBe(1);
  const client = await hold.connections.to(leaving);
  expect(await client.call("cluster", "myid")).toBe(cluster.simulated.node(leaving).id);
});

test("Hold.take() of a run without records takes no node for one that leaves", async () => {
  const { record: _, ...without } = spec;
  const hosts = spec.hosts.map((one) => ({ ...one, ports: one.ports.slice(1) }));
  const { hold, first } = await take({ ...without, hosts });
  expect(hold.hosts).toBe(hosts);
  expect([...first.keys()]).toEqual(cluster.names.slice(1));
});

test("Hold.take() observes nothing while another run holds a lock", async () => {
  host.greeting = "held me@other";
  await expect(take(spec)).rejects.toThrow(/^Cannot lock 127\.0\.0\.1: another run holds/);
  expect(cluster.commands(/^cluster/)).toEqual([]);
  await released(host);
});

test("Hold.take() fails with a record that it cannot read, and releases the lock", async () => {
  host.inspection = () => "record not mine\n";
  await expect(take(spec)).rejects.toThrow(
    /^Cannot read \/root\/conf\/cluster\.json on 127\.0\.0\.1: it is not a record of a cluster\. /,
  );
  await released(host);
});

describe("Hold.take() for a cluster that leaves its host", () => {
  /** The host of the configuration, on which no node runs. */
  let next: FakeLockHost;
  let text: string;
  beforeEach(async () => {
    next = await FakeLockHost.open();
    const ssh = { address: ADDRESS, port: next.ssh.port, user: "root" };
    spec = {
      ...spec,
      hosts: [{ address: "127.0.0.9", ports: [1, 2, 3], domain: "b", ssh }],
    };
    text = JSON.stringify(record());
    next.inspection = () => `record ${text}\n`;
  });
  afterEach(() => next.close());

  test("locks that host too, and observes its nodes", async () => {
    const { hold, first } = await take(spec);
    expect([...hold.locks.keys()]).toEqual(["127.0.0.9", ADDRESS]);
    expect(hold.hosts.map(({ address }) => address)).toEqual(["127.0.0.9", ADDRESS]);
    for (const name of cluster.names) expect(first.get(name)).toMatchObject({ answers: true });
    expect(first.get("127.0.0.9:1")).toMatchObject({ answers: false });
    expect(host.commands.join()).toContain(" MAKE=no ");
    hold.close();
    await released(host, next);
  });

  test("goes on without its lock if it does not answer", async () => {
    text = JSON.stringify({ ...record(), hosts: { [ADDRESS]: { user: "root", port: 2 } } });
    const { hold, first } = await take(spec);
    expect([...hold.locks.keys()]).toEqual(["127.0.0.9"]);
    for (const name of cluster.names) expect(first.get(name)).toMatchObject({ answers: true });
  });

  test("leaves its nodes out if nobody knows how to reach it", async () => {
    text = JSON.stringify({ ...record(), hosts: {} });
    const { hold, first } = await take(spec);
    expect([...first.keys()]).toEqual(["127.0.0.9:1", "127.0.0.9:2", "127.0.0.9:3"]);
    expect(hold.observer.members()).toEqual(cluster.names);
  });

  test("releases all if another run holds the lock of that host", async () => {
    host.greeting = "held me@other";
    await expect(take(spec)).rejects.toThrow(/^Cannot lock 127\.0\.0\.1: another run holds/);
    await released(host, next);
  });
});
