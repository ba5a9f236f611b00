import { expect, test } from "vitest";
import { planConf } from "../../../../components/cluster/plan/planConf";
import type { ConfState } from "../../../../components/cluster/state/confState";
import type { Step } from "../../../../components/cluster/steps/step";
import { answeringNode } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";

const ACTIVE: ConfState = { declared: "active", changes: [], drift: [], pending: [] };
const STAGED: ConfState = { ...ACTIVE, declared: "staged", changes: ["a 2, was 1"] };
const VALUE = { name: "a", from: "1", to: "2" };

function planned(confs: Record<number, ConfState>): Step[] {
  const nodes = Object.entries(confs).map(
    ([port, conf]) => [at(Number(port)), answeringNode(at(Number(port)), { conf })] as const,
  );
  return planConf(EXAMPLE_TOPOLOGY, new Map(nodes));
}

test("planConf() is empty if each declared configuration is active", () => {
  expect(planned({ 7000: ACTIVE, 7004: { ...ACTIVE, pending: ["databases"] } })).toEqual([]);
});

test("planConf() stages, sets and activates in this order, each on the nodes that need it", () => {
  const confs = {
    7000: { ...STAGED, declared: "missing" },
    7004: { ...STAGED, drift: [VALUE] },
    7003: STAGED,
    7002: { ...ACTIVE, drift: [VALUE] },
  } as const;
  expect(planned(confs)).toEqual([
    { kind: "stageConf", node: at(7000), changes: ["a 2, was 1"] },
    { kind: "setDirectives", node: at(7004), values: [VALUE] },
    { kind: "setDirectives", node: at(7002), values: [VALUE] },
    { kind: "activateConf", node: at(7004) },
    { kind: "activateConf", node: at(7003) },
  ]);
});

test("planConf() leaves what is pending a restart staged", () => {
  expect(planned({ 7000: { ...STAGED, pending: ["databases"] } })).toEqual([]);
});
