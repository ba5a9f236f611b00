import { expect, test } from "vitest";
import { drift } from "../../../../components/cluster/checks/drift";
import { FORMING_SETTINGS } from "../../../../components/cluster/spec/temporarySettings";
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
  return drift(new Map([["A:1", answeringNode("A:1", changes)]]));
}

test.each<[string, Partial<AnsweringNode>, string[]]>([
  ["a node as its conf says", { conf: { ...CHANGED, drift: [] }, saved: true }, []],
  [
    "a leftover of a formation",
    { settings: FORMING_SETTINGS },
    ["A:1 runs with settings that its conf does not name"],
  ],
  [
    "a directive that somebody set",
    { conf: CHANGED },
    ['A:1 runs with maxmemory "0", by its conf it is "104857600"'],
  ],
  ["a change that is under way", { conf: { ...CHANGED, declared: "staged" } }, []],
  [
    "a nodes.conf that is gone",
    { saved: false },
    ["A:1 runs, but its nodes.conf is gone: started again it would be nobody"],
  ],
  ["a hold file that is not there yet", { held: false }, []],
  [
    "a member's hold file that is gone",
    { held: false, views: [nodeView("A:1", { flags: ["myself"] }), nodeView("B:1")] },
    ["A:1 is a member, but its hold file is gone that keeps it from being stopped"],
  ],
])("drift() of %s", (_, changes, lines) => {
  expect(found(changes)).toEqual(lines);
});

test("drift() says nothing of a node that does not answer", () => {
  expect(drift(new Map([["A:1", { answers: false, reason: "no" }]]))).toEqual([]);
});
