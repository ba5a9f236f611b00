import { hostname, userInfo } from "node:os";
import { afterEach, expect, test } from "vitest";
import {
  acquireLocks,
  acquireOtherLocks,
  describeRun,
} from "../../../../components/operations/ssh/hostLocks";
import type { RunSpec } from "../../../../components/spec/runSpec";
import { FakeLockHost } from "../../../support/fakeLockHost";
import { until } from "../../../support/until";

const hosts: FakeLockHost[] = [];
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close())));

/** A spec whose hosts, named 10.0.0.1 and so on, are reached on these ports of loopback. */
function specOf(...ports: readonly number[]): RunSpec {
  return {
    hosts: ports.map((port, index) => ({
      address: `10.0.0.${index + 1}`,
      ports: [3],
      domain: `${index}`,
      ssh: { address: "127.0.0.1", port, user: "root" },
    })),
    replicas: 0,
    allowSharedDomain: false,
    directory: "/root/conf",
    directives: {},
    serverCommand: "redis-server",
    credentials: { password: "secret" },
  };
}

async function open(count: number): Promise<RunSpec> {
  for (let index = 0; index < count; index++) hosts.push(await FakeLockHost.open());
  return specOf(...hosts.map(({ ssh }) => ssh.port));
}

test("acquireLocks() locks every host in this run's name", async () => {
  const spec = await open(3);
  const locks = await acquireLocks(spec);
  expect([...locks.keys()].sort()).toEqual(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
  for (const host of hosts)
    expect(host.commands.join()).toContain(`process ${process.pid}, since `);
  for (const lock of locks.values()) lock.close();
});

test.each([
  [undefined, "MAKE=no"],
  [true, "MAKE=yes"],
])("acquireLocks() makes a missing directory if it is told so: %s", async (makeDirectory, text) => {
  const spec = await open(2);
  const locks = await acquireLocks(spec, makeDirectory === undefined ? {} : { makeDirectory });
  for (const host of hosts) expect(host.commands.join()).toContain(` ${text} `);
  for (const lock of locks.values()) lock.close();
});

test.each([
  [1, "SILENCE=5"],
  [100, "SILENCE=20"],
])(
  "acquireLocks() lets a run of many nodes be silent for longer: %i of a host",
  async (nodes, text) => {
    const spec = await open(2);
    const ports = Array.from({ length: nodes }, (_, index) => 7000 + index);
    const locks = await acquireLocks({
      ...spec,
      hosts: spec.hosts.map((host) => ({ ...host, ports })),
    });
    for (const host of hosts) expect(host.commands.join()).toContain(` ${text} `);
    for (const lock of locks.values()) lock.close();
  },
);

test("acquireLocks() touches no other host while another run holds the first one", async () => {
  const spec = await open(3);
  const [first] = hosts;
  if (first !== undefined) first.greeting = "held me@other";
  await expect(acquireLocks(spec)).rejects.toThrow(
    /^Cannot lock 10\.0\.0\.1: another run holds the lock \/root\/conf\/\.lock: me@other\. Wait /,
  );
  expect(hosts.map(({ commands }) => commands.length)).toEqual([1, 0, 0]);
});

test("acquireLocks() releases the locks that it has when it does not get all", async () => {
  const spec = await open(3);
  const [, second] = hosts;
  if (second !== undefined) second.greeting = "held me@other";
  await expect(acquireLocks(spec)).rejects.toThrow(/^Cannot lock 10\.0\.0\.2: another run holds/);
  // The client of the fake host itself stays.
  await until("the connections to end", () =>
    hosts.every(({ ssh }) => ssh.clients() === 1) ? true : undefined,
  );
});

test("acquireLocks() names every host that it cannot reach, each on a line", async () => {
  await expect(acquireLocks(specOf(2, 3))).rejects.toThrow(
    new Error(
      "Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2\n" +
        "Cannot reach root@127.0.0.1 port 3 by SSH: connect ECONNREFUSED 127.0.0.1:3",
    ),
  );
});

test("acquireOtherLocks() locks the hosts that are not locked yet", async () => {
  const spec = await open(3);
  const locks = await acquireOtherLocks(spec, new Map([["10.0.0.2", undefined]]));
  expect([...locks.keys()].sort()).toEqual(["10.0.0.1", "10.0.0.3"]);
  expect(hosts.map(({ commands }) => commands.length)).toEqual([1, 0, 1]);
  for (const lock of locks.values()) lock.close();
});

test("acquireOtherLocks() leaves out a host that does not answer, and one without the directory", async () => {
  await open(2);
  const [first, second] = hosts;
  if (first === undefined || second === undefined) throw new Error("there are two hosts");
  second.greeting = "absent";
  const locks = await acquireOtherLocks(specOf(first.ssh.port, second.ssh.port, 2), new Map());
  expect([...locks.keys()]).toEqual(["10.0.0.1"]);
  expect(first.commands.join()).toContain(" MAKE=no ");
  for (const lock of locks.values()) lock.close();
});

test("acquireOtherLocks() releases its locks and fails while another run holds one", async () => {
  const spec = await open(3);
  const [, second] = hosts;
  if (second !== undefined) second.greeting = "held me@other";
  await expect(acquireOtherLocks(spec, new Map())).rejects.toThrow(
    /^Cannot lock 10\.0\.0\.2: another run holds the lock /,
  );
  await until("the connections to end", () =>
    hosts.every(({ ssh }) => ssh.clients() === 1) ? true : undefined,
  );
});

test("describeRun() names user, machine, process and time", () => {
  const [who = "", process_, since = ""] = describeRun().split(", ");
  expect(who).toBe(`${userInfo().username}@${hostname()}`);
  expect(process_).toBe(`process ${process.pid}`);
  expect(since).toMatch(/^since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});
