import { expect, test } from "vitest";
import { renderConf } from "../../../../components/host/redisConf";
import {
  confOf,
  heldNames,
  joinHostFacts,
  unmanagedPeers,
} from "../../../../components/operations/converge/joinHostFacts";
import type { RunSpec } from "../../../../components/spec/runSpec";
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

const INSPECTIONS = new Map([
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
            hold: idOf(A),
            user: "redis",
            conf: { active, effective: { conf: active, values }, pending: [] },
          },
        ],
        [7001, { identity: true, data: false, peers: [A], hold: "other", conf: { pending: [] } }],
      ]),
      held: [6999, 7000],
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
  const joined = joinHostFacts(observed, { inspections: INSPECTIONS, spec: SPEC });
  expect(joined.get(A)).toEqual(
    answeringNode(A, {
      directives,
      held: true,
      saved: true,
      nextStart: NEXT_START,
      user: "redis",
      conf: {
        declared: "active",
        changes: [],
        drift: [{ name: "maxmemory", from: "0", to: "1048576" }],
        pending: [],
      },
    }),
  );
  expect(joined.get(B)).toEqual(
    answeringNode(B, { held: false, saved: true, nextStart: NEXT_START }),
  );
});

test("joinHostFacts() adds the files of a node that does not answer, and nothing where the host was not inspected", () => {
  const joined = joinHostFacts(new Map([[B, UNREACHABLE]]), {
    inspections: INSPECTIONS,
    spec: SPEC,
  });
  expect(joined.get(B)).toEqual({
    ...UNREACHABLE,
    disk: { identity: true, data: false, peers: [A] },
    nextStart: NEXT_START,
  });
  expect(joined.get("192.168.56.66:7003")).toEqual({
    answers: false,
    reason: "it was not observed",
  });
  expect([...joined.keys()]).toHaveLength(6);
});

test("confOf() renders the conf of a node by its name, with the password", () => {
  expect(confOf(SPEC, A)).toBe(active);
});

test("heldNames() names all members on the hosts, declared or not", () => {
  expect(heldNames(INSPECTIONS)).toEqual(["192.168.56.65:6999", A]);
});

test("unmanagedPeers() names servers that are not declared, with their peers", () => {
  expect(unmanagedPeers(INSPECTIONS)).toEqual(new Map([["192.168.56.65:6999", [A]]]));
});
