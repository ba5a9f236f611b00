import { beforeEach, expect, test } from "vitest";
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

const SPEC: RunSpec = RUN_SPEC;
const HOST_A = "192.168.56.65";

/** The requests to nodes and hosts, in order. */
let log: string[];
/** The names of the members on host A, declared or not. */
let held: number[];
let isLost: boolean;
let observer: ClusterObserver;

beforeEach(() => {
  log = [];
  held = [7000];
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
    return inspectionOf(held);
  },
  requireHeld: () => {
    if (isLost) throw new Error("the lock is lost");
  },
};

function observedOf(names: readonly string[], closely = false): Observed {
  const directives = closely ? { directives: new Map([["maxmemory", "0"]]) } : {};
  return new Map(names.map((name) => [name, answeringNode(name, directives)]));
}

function inspectionOf(ports: readonly number[]): HostInspection {
  return {
    nodes: new Map([
      [
        7000,
        {
          identity: true,
          data: true,
          peers: [],
          ...(ports.includes(7000) ? { hold: idOf(at(7000)) } : {}),
          conf: { pending: [] },
        },
      ],
    ]),
    held: ports,
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
    answeringNode(at(7000), { held: true, saved: true, nextStart }),
  );
  expect(observed.get(at(7003))).toEqual(answeringNode(at(7003)));
  expect(observed.get(at(7005))).toEqual({ answers: false, reason: "it was not observed" });
});

test("observe() keeps the facts of the last inspection", async () => {
  await observer.observeWithHosts();
  held = [];
  expect((await observer.observe()).get(at(7000))).toMatchObject({ held: true });
  await observer.observeWithHosts();
  expect((await observer.observe()).get(at(7000))).toMatchObject({ held: false });
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
  held = [6999, 7000];
  await observer.observeWithHosts();
  expect(observer.members()).toEqual([`${HOST_A}:6999`, at(7000)]);
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
