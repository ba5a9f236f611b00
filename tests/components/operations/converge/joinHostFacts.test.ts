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
const SILENT = { answers: false, reason: "connect ECONNREFUSED" } as const;
const active = renderConf({
  address: "192.168.56.65",
  port: 7000,
  directory: "/root/conf",
  password: "secret",
  directives: { maxmemory: "1mb" },
});
const values = new Map([["maxmemory", "1048576"]]);

const LOOKS = new Map([
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
            conf: { active, effective: { conf: active, values }, pending: [] },
          },
        ],
        [7001, { identity: true, data: false, peers: [A], hold: "other", conf: { pending: [] } }],
      ]),
      held: [6999, 7000],
      unmanagedPeers: new Map([[6999, [A]]]),
      addresses: [],
      isPrepared: true,
    },
  ],
]);

test("joinDisks() tells of a node that answers how it stands to its files", () => {
  const directives = new Map([["maxmemory", "0"]]);
  const observed = new Map([
    [A, answeringNode(A, { directives })],
    [B, answeringNode(B)],
  ]);
  const joined = joinHostFacts(observed, LOOKS, SPEC);
  expect(joined.get(A)).toEqual(
    answeringNode(A, {
      directives,
      held: true,
      saved: true,
      conf: {
        declared: "active",
        changes: [],
        drift: [{ name: "maxmemory", from: "0", to: "1048576" }],
        pending: [],
      },
    }),
  );
  expect(joined.get(B)).toEqual(answeringNode(B, { held: false, saved: true }));
});

test("joinDisks() tells of a silent node what it has, and of one uninspected nothing", () => {
  const joined = joinHostFacts(new Map([[B, SILENT]]), LOOKS, SPEC);
  expect(joined.get(B)).toEqual({ ...SILENT, disk: { identity: true, data: false, peers: [A] } });
  expect(joined.get("192.168.56.66:7003")).toEqual({ answers: false, reason: "it was not asked" });
  expect([...joined.keys()]).toHaveLength(6);
});

test("confOf() renders the conf of a node by its name, with the password", () => {
  expect(confOf(SPEC, A)).toBe(active);
});

test("heldNames() names all members on the hosts, declared or not", () => {
  expect(heldNames(LOOKS)).toEqual(["192.168.56.65:6999", A]);
});

test("unmanagedPeers() names servers that are not declared, with those whom they know", () => {
  expect(unmanagedPeers(LOOKS)).toEqual(new Map([["192.168.56.65:6999", [A]]]));
});
