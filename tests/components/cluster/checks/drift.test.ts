import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { drift } from "../../../../components/cluster/checks/drift";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
} from "../../../../components/cluster/spec/temporarySettings";
import type { ConfState } from "../../../../components/cluster/state/confState";
import type { AnsweringNode } from "../../../../components/cluster/state/observed";
import { answeringNode, nodeView } from "../../../support/answeringNode";

const CHANGED: ConfState = {
  declared: "active",
  changes: [],
  drift: [{ name: "maxmemory", from: "0", to: "104857600" }],
  pending: [],
};

function found(changes: Partial<AnsweringNode>): string[] {
  return describeProblems(drift(new Map([["A:1", answeringNode("A:1", changes)]])));
}

test.each<[string, Partial<AnsweringNode>, string[]]>([
  [
    "a node as configured",
    { conf: { ...CHANGED, drift: [] }, saved: true, pidFile: true, recorded: true },
    [],
  ],
  [
    "temporary settings that were left behind",
    { settings: FORMING_SETTINGS },
    ["A:1  temporary settings of cluster formation are still active"],
  ],
  [
    "settings of another value",
    {
      settings: {
        ...DECLARED_SETTINGS,
        "cluster-node-timeout": "2000",
        "repl-diskless-sync-delay": "0",
      },
    },
    [
      "A:1  cluster-node-timeout is 2000, the configuration says 15000; " +
        "repl-diskless-sync-delay is 0, the configuration says 5",
    ],
  ],
  [
    "a directive that was set by hand",
    { conf: CHANGED },
    ["A:1  maxmemory is 0, the configuration says 100mb"],
  ],
  ["a change in progress", { conf: { ...CHANGED, declared: "staged" } }, []],
  [
    "a missing nodes.conf",
    { saved: false },
    ["A:1  nodes.conf is missing: a restart would lose the node's identity"],
  ],
  ["a missing PID file", { pidFile: false }, ["A:1  PID file is missing"]],
  ["a record that is not written yet", { recorded: false }, []],
  ["the declared password", { login: { requirepass: true, masterauth: true } }, []],
  [
    "a password that is not set yet",
    { login: { requirepass: false, masterauth: false } },
    ["A:1  requires no password, the configuration has one"],
  ],
  [
    "another password of replication",
    { login: { requirepass: true, masterauth: false } },
    ["A:1  masterauth differs from the configured password"],
  ],
  [
    "files that others can read",
    { exposed: true },
    ["A:1  other users of the host can read its files"],
  ],
  [
    "a member that its host's record does not name",
    { recorded: false, views: [nodeView("A:1", { flags: ["myself"] }), nodeView("B:1")] },
    ["A:1  cluster.json on its host is missing or outdated"],
  ],
])("drift() of %s", (_, changes, lines) => {
  expect(found(changes)).toEqual(lines);
});

test("drift() says nothing of a node that does not answer", () => {
  expect(drift(new Map([["A:1", { answers: false, reason: "no" }]]))).toEqual([]);
});
