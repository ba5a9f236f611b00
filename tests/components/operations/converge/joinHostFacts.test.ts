import { expect, test } from "vitest";
import type {
  ClusterRecord,
  RecordedSsh,
} from "../../../../components/cluster/state/clusterRecord";
import type {
  AnsweringNode,
  ObservedNode,
  OnDisk,
} from "../../../../components/cluster/state/observed";
import type { HostInspection, ProcessState } from "../../../../components/host/inspectScript";
import { renderConf } from "../../../../components/host/redisConf";
import {
  confOf,
  joinHostFacts,
  recordedNames,
  unmanagedPeers,
} from "../../../../components/operations/converge/joinHostFacts";
import type { Ownership, RunSpec } from "../../../../components/spec/runSpec";
import { answeringNode, idOf } from "../../../support/answeringNode";
import { RUN_SPEC } from "../../../support/clusterArgs";

const SPEC: RunSpec = { ...RUN_SPEC, directives: { maxmemory: "1mb" }, password: "secret" };
const [A, B] = ["192.168.56.65:7000", "192.168.56.65:7001"];
const UNREACHABLE = { answers: false, reason: "connect ECONNREFUSED" } as const;
const active = renderConf({
  address: "192.168.56.65",
  port: 7000,
  directory: "/root/conf",
  password: "secret",
  directives: { maxmemory: "1mb" },
});
const values = new Map([["maxmemory", "1048576"]]);

const NEXT_START = {
  command: SPEC.serverCommand,
  program: { server: "redis", version: "7.0.15" },
  user: "deploy",
} as const;

const OWNERSHIP = { owner: "acme/redis-cluster/prod", claim: "c0ffee" };

const RECORD: ClusterRecord = {
  format: 1,
  ...OWNERSHIP,
  changed: "2026-11-26T08:15:00Z",
  generation: 3,
  members: { [A]: idOf(A), [B]: "other", "192.168.56.66:7003": "cc" },
  hosts: { "192.168.56.65": { user: "root", port: 22 } },
};

const INSPECTIONS = new Map<string, HostInspection>([
  [
    "192.168.56.65",
    {
      nodes: new Map([
        [
          7000,
          {
            identity: true,
            data: true,
            peers: [B],
            process: "running",
            user: "redis",
            conf: { active, effective: { conf: active, values }, pending: [] },
          },
        ],
        [
          7001,
          {
            identity: true,
            data: false,
            peers: [A],
            process: "lost-pidfile",
            exposed: true,
            conf: { pending: [] },
          },
        ],
      ]),
      held: [6999, 7000],
      record: RECORD,
      failedChecks: [],
      otherIdentities: [],
      unmanagedPeers: new Map([[6999, [A]]]),
      addresses: [],
      isPrepared: true,
      login: "deploy",
      program: { server: "redis", version: "7.0.15" } as const,
    },
  ],
]);

test("joinHostFacts() compares a node that answers with its files", () => {
  const directives = new Map([["maxmemory", "0"]]);
  const observed = new Map([
    [A, answeringNode(A, { directives })],
    [B, answeringNode(B)],
  ]);
  const joined = joinHostFacts(observed, {
    inspections: INSPECTIONS,
    spec: SPEC,
    ownership: OWNERSHIP,
  });
  expect(joined.get(A)).toEqual(
    answeringNode(A, {
      directives,
      recorded: true,
      pidFile: true,
      saved: true,
      nextStart: NEXT_START,
      user: "redis",
      wasMember: true,
      conf: {
        declared: "active",
        changes: [],
        drift: [{ name: "maxmemory", from: "0", to: "1048576" }],
        pending: [],
      },
    }),
  );
  expect(joined.get(B)).toEqual(
    answeringNode(B, {
      recorded: false,
      pidFile: false,
      saved: true,
      exposed: true,
      nextStart: NEXT_START,
      wasMember: true,
    }),
  );
});

test("joinHostFacts() adds the files of a node that does not answer, and nothing where the host was not inspected", () => {
  const joined = joinHostFacts(new Map([[B, UNREACHABLE]]), {
    inspections: INSPECTIONS,
    spec: SPEC,
    ownership: OWNERSHIP,
  });
  expect(joined.get(B)).toEqual({
    ...UNREACHABLE,
    disk: { identity: true, data: false, peers: [A], runs: true },
    nextStart: NEXT_START,
    wasMember: true,
  });
  expect(joined.get("192.168.56.66:7003")).toEqual({
    answers: false,
    reason: "it was not observed",
  });
  expect([...joined.keys()]).toHaveLength(6);
});

/** The node A, joined with an inspection in which this differs. */
function joinedA(
  changes: Partial<HostInspection>,
  ownership: Partial<Ownership> | undefined = OWNERSHIP,
): ObservedNode | undefined {
  const inspections = new Map(
    [...INSPECTIONS].map(([address, found]) => [address, { ...found, ...changes }]),
  );
  const observed = new Map([[A, answeringNode(A)]]);
  return joinHostFacts(observed, { inspections, spec: SPEC, ownership }).get(A);
}

function withoutHosts({ hosts: _, ...record }: ClusterRecord): ClusterRecord {
  return record;
}

function loginOf(login: RecordedSsh): ClusterRecord {
  return { ...RECORD, hosts: { "192.168.56.65": login } };
}

test.each<[boolean, string, HostInspection["record"], Partial<Ownership>]>([
  [true, "that names it", RECORD, OWNERSHIP],
  [true, "if the claim is not known yet", { ...RECORD, claim: "beef" }, { owner: RECORD.owner }],
  [false, "of another claim", { ...RECORD, claim: "beef" }, OWNERSHIP],
  [false, "of another owner", { ...RECORD, owner: "acme/redis-cluster/dev" }, OWNERSHIP],
  [false, "of another owner if the claim is not known yet", RECORD, { owner: "a/b/c" }],
  [false, "with another ID", { ...RECORD, members: { [A]: "other" } }, OWNERSHIP],
  [false, "without it", { ...RECORD, members: {} }, OWNERSHIP],
  [false, "of a former version, without its host's login", withoutHosts(RECORD), OWNERSHIP],
  [false, "with another user of its host", loginOf({ user: "deploy", port: 22 }), OWNERSHIP],
  [false, "with another SSH port of its host", loginOf({ user: "root", port: 2222 }), OWNERSHIP],
  [true, "with a key of its host", loginOf({ user: "root", port: 22, hostKey: "a" }), OWNERSHIP],
  [false, "that is unreadable", "unreadable", OWNERSHIP],
])("joinHostFacts() takes a node for recorded: %s, by a record %s", (recorded, _, record, own) => {
  expect(joinedA(record === undefined ? {} : { record }, own)).toMatchObject({ recorded });
});

test("joinHostFacts() takes a node for not recorded if another host's newer record names other members", () => {
  const [inspection] = INSPECTIONS.values();
  if (inspection === undefined) throw new Error("there is one inspection");
  const joined = (record: typeof RECORD) =>
    joinHostFacts(new Map([[A, answeringNode(A)]]), {
      inspections: new Map([
        ["192.168.56.65", { ...inspection, record: RECORD }],
        ["192.168.56.66", { ...inspection, record }],
      ]),
      spec: SPEC,
      ownership: OWNERSHIP,
    }).get(A);
  const newer = { ...RECORD, generation: RECORD.generation + 1 };
  expect(joined(newer)).toMatchObject({ recorded: true });
  const members = { ...RECORD.members, "192.168.56.67:7006": "1".repeat(40) };
  expect(joined({ ...newer, members })).toMatchObject({ recorded: false });
});

test("joinHostFacts() takes a node for not recorded on a host without a record", () => {
  const [inspection] = INSPECTIONS.values();
  if (inspection === undefined) throw new Error("there is one inspection");
  const { record: _, ...without } = inspection;
  const joined = joinHostFacts(new Map([[A, answeringNode(A)]]), {
    inspections: new Map([["192.168.56.65", without]]),
    spec: SPEC,
    ownership: OWNERSHIP,
  });
  expect(joined.get(A)).toMatchObject({ recorded: false });
});

test("joinHostFacts() compares no record in a run that keeps none", () => {
  const joined = joinHostFacts(new Map([[A, answeringNode(A)]]), {
    inspections: INSPECTIONS,
    spec: SPEC,
    ownership: undefined,
  });
  expect(joined.get(A)).toEqual(
    answeringNode(A, {
      pidFile: true,
      saved: true,
      nextStart: NEXT_START,
      user: "redis",
      wasMember: true,
    }),
  );
});

test.each<[ProcessState, Partial<OnDisk>]>([
  ["stopped", {}],
  ["running", { runs: true }],
  ["other", { runs: true, portTaken: true }],
])("joinHostFacts() of a node that does not answer and whose process is %s", (process, facts) => {
  const node = { identity: true, data: true, peers: [], process, conf: { pending: [] } };
  const silent = { answers: false, reason: "connect ECONNREFUSED" } as const;
  const joined = joinHostFacts(new Map([[A, silent]]), {
    inspections: new Map(
      [...INSPECTIONS].map(([host, one]) => [host, { ...one, nodes: new Map([[7000, node]]) }]),
    ),
    spec: SPEC,
    ownership: OWNERSHIP,
  });
  expect(joined.get(A)).toEqual({
    ...silent,
    disk: { identity: true, data: true, peers: [], ...facts },
    nextStart: NEXT_START,
    wasMember: true,
  });
});

test.each<[ProcessState, Partial<AnsweringNode>]>([
  ["running", { pidFile: true }],
  ["lost-pidfile", { pidFile: false }],
  ["lost-directory", { pidFile: true, directoryRemoved: true }],
  // It was started since.
  ["stopped", { pidFile: true }],
  ["other", { pidFile: true, unmanaged: true }],
])("joinHostFacts() of a node that answers and whose process is %s", (process, facts) => {
  const node = {
    identity: true,
    data: true,
    peers: [],
    process,
    conf: { pending: [] },
  };
  expect(joinedA({ nodes: new Map([[7000, node]]) })).toEqual(
    answeringNode(A, {
      ...facts,
      recorded: true,
      saved: true,
      nextStart: NEXT_START,
      wasMember: true,
    }),
  );
});

test("confOf() renders the conf of a node by its name, with the password", () => {
  expect(confOf(SPEC, A)).toBe(active);
});

test("recordedNames() names all members by records and hold files, declared or not, once", () => {
  expect(recordedNames(INSPECTIONS)).toEqual(["192.168.56.65:6999", A, B, "192.168.56.66:7003"]);
});

test("recordedNames() takes no names from an unreadable record", () => {
  const inspections = new Map(
    [...INSPECTIONS].map(([address, found]) => [
      address,
      { ...found, record: "unreadable" as const },
    ]),
  );
  expect(recordedNames(inspections)).toEqual(["192.168.56.65:6999", A]);
});

test("unmanagedPeers() names servers that are not declared, with their peers", () => {
  expect(unmanagedPeers(INSPECTIONS)).toEqual(new Map([["192.168.56.65:6999", [A]]]));
});
