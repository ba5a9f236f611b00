import { beforeEach, expect, test } from "vitest";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import type { Observed } from "../../../../components/cluster/state/observed";
import type { HostInspection } from "../../../../components/host/inspectScript";
import {
  ClusterObserver,
  type LockedHost,
} from "../../../../components/operations/converge/clusterObserver";
import type { RunSpec } from "../../../../components/spec/runSpec";
import { answeringNode, idOf } from "../../../support/answeringNode";
import { RUN_SPEC } from "../../../support/clusterArgs";
import { at } from "../../../support/example";

const OWNERSHIP = { owner: "acme/redis-cluster/prod", claim: "c0ffee" };
const SPEC: RunSpec = { ...RUN_SPEC, record: OWNERSHIP };
const HOST_A = "192.168.56.65";
const RECORD: ClusterRecord = {
  format: 1,
  ...OWNERSHIP,
  changed: "2026-11-26T08:15:00Z",
  generation: 3,
  members: { [at(7000)]: idOf(at(7000)) },
  hosts: { [HOST_A]: { user: "root", port: 22 } },
};

/** The requests to nodes and hosts, in order. */
let log: string[];
/** The ports of the hold files on host A. */
let held: number[];
/** What host A records. */
let record: HostInspection["record"];
let isLost: boolean;
let observer: ClusterObserver;

beforeEach(() => {
  log = [];
  held = [];
  record = RECORD;
  isLost = false;
  const nodes = {
    observe: async (names?: Iterable<string>) => {
      log.push(`observe ${names === undefined ? "all" : [...names].join(" ")}`);
      return observedOf([...(names ?? [at(7000), at(7003)])]);
    },
    observeClosely: async () => {
      log.push("observe closely");
      return observedOf([at(7000), at(7003)], true);
    },
  };
  // Host B is not locked, and is not inspected.
  observer = new ClusterObserver(SPEC, { nodes, locks: new Map([[HOST_A, lock]]) });
});

const lock: LockedHost = {
  inspect: async (ports) => {
    log.push(`inspect ${ports.join(" ")}`);
    return inspectionOf();
  },
  requireHeld: () => {
    if (isLost) throw new Error("the lock is lost");
  },
};

function observedOf(names: readonly string[], closely = false): Observed {
  const directives = closely ? { directives: new Map([["maxmemory", "0"]]) } : {};
  return new Map(names.map((name) => [name, answeringNode(name, directives)]));
}

function inspectionOf(): HostInspection {
  return {
    nodes: new Map([
      [
        7000,
        {
          identity: true,
          data: true,
          peers: [],
          process: "running",
          conf: { pending: [] },
        },
      ],
    ]),
    held,
    ...(record === undefined ? {} : { record }),
    failedChecks: [],
    otherIdentities: [],
    unmanagedPeers: new Map(),
    addresses: [],
    isPrepared: true,
  };
}

test("observeWithHosts() observes all nodes and inspects the locked hosts", async () => {
  const observed = await observer.observeWithHosts();
  expect(log).toEqual(["observe all", "inspect 7000 7001 7002"]);
  const nextStart = { command: "redis-server" };
  expect(observed.get(at(7000))).toEqual(
    answeringNode(at(7000), {
      recorded: true,
      wasMember: true,
      pidFile: true,
      saved: true,
      nextStart,
    }),
  );
  expect(observed.get(at(7003))).toEqual(answeringNode(at(7003)));
  expect(observed.get(at(7005))).toEqual({ answers: false, reason: "it was not observed" });
});

test("observe() keeps the facts of the last inspection", async () => {
  await observer.observeWithHosts();
  record = undefined;
  expect((await observer.observe()).get(at(7000))).toMatchObject({ recorded: true });
  await observer.observeWithHosts();
  expect((await observer.observe()).get(at(7000))).toMatchObject({ recorded: false });
});

test("observeClosely() compares the declared conf with the files", async () => {
  const observed = await observer.observeClosely();
  expect(log).toEqual(["observe closely", "inspect 7000 7001 7002"]);
  expect(observed.get(at(7000))).toMatchObject({ conf: { declared: "missing" } });
  expect(observed.get(at(7003))).not.toHaveProperty("conf");
});

test("observeSome() observes only the named nodes, and keeps the others", async () => {
  const before = await observer.observeClosely();
  log = [];
  const observed = await observer.observeSome(before, [at(7000)]);
  expect(log).toEqual([`observe ${at(7000)}`]);
  expect(observed.get(at(7000))).not.toHaveProperty("directives");
  expect(observed.get(at(7003))).toBe(before.get(at(7003)));
});

test("members() are those of the last inspection, declared or not", async () => {
  expect(observer.members()).toEqual([]);
  record = { ...RECORD, members: { ...RECORD.members, "192.168.56.66:7009": "aa" } };
  held = [6999, 7000];
  await observer.observeWithHosts();
  expect(observer.members()).toEqual([`${HOST_A}:6999`, at(7000), "192.168.56.66:7009"]);
});

test("records() are those of the last inspection", async () => {
  expect(observer.records()).toEqual([]);
  await observer.observeWithHosts();
  expect(observer.records()).toEqual([RECORD]);
  record = undefined;
  await observer.observeWithHosts();
  expect(observer.records()).toEqual([]);
});

test("records() names an unreadable one", async () => {
  record = "unreadable";
  await observer.observeWithHosts();
  expect(() => observer.records()).toThrow(
    new Error(
      "Cannot read /root/conf/cluster.json on 192.168.56.65: it is not a record of a cluster. Copy it " +
        "from another host. If no other stack uses this directory, remove it: `up` writes it again",
    ),
  );
});

test.each([
  ["observe", () => observer.observe()],
  ["observeSome", () => observer.observeSome(new Map(), [at(7000)])],
  ["observeWithHosts", () => observer.observeWithHosts()],
  ["observeClosely", () => observer.observeClosely()],
])("%s() fails when a lock is lost, and asks nobody", async (_, observe) => {
  isLost = true;
  await expect(observe()).rejects.toThrow("the lock is lost");
  expect(log).toEqual([]);
});
