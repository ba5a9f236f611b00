import { expect, test } from "vitest";
import { planConf } from "../../../../components/cluster/plan/planConf";
import type { ConfState } from "../../../../components/cluster/state/confState";
import type { Step } from "../../../../components/cluster/steps/step";
import { answeringNode } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";

const IN_FORCE: ConfState = { declared: "active", changes: [], drift: [], pending: [] };
const BESIDE: ConfState = { ...IN_FORCE, declared: "staged", changes: ["a 2, was 1"] };
const VALUE = { name: "a", from: "1", to: "2" };

function planned(confs: Record<number, ConfState>): Step[] {
  const nodes = Object.entries(confs).map(
    ([port, conf]) => [at(Number(port)), answeringNode(at(Number(port)), { conf })] as const,
  );
  return planConf(EXAMPLE_TOPOLOGY, new Map(nodes));
}

test("planConf() has nothing to do where each conf is in force", () => {
  expect(planned({ 7000: IN_FORCE, 7004: { ...IN_FORCE, pending: ["databases"] } })).toEqual([]);
});

test("planConf() lays, sets and commits in this order, each on the nodes that need it", () => {
  const confs = {
    7000: { ...BESIDE, declared: "missing" },
    7004: { ...BESIDE, drift: [VALUE] },
    7003: BESIDE,
    7002: { ...IN_FORCE, drift: [VALUE] },
  } as const;
  expect(planned(confs)).toEqual([
    { kind: "stageConf", node: at(7000), changes: ["a 2, was 1"] },
    { kind: "setDirectives", node: at(7004), values: [VALUE] },
    { kind: "setDirectives", node: at(7002), values: [VALUE] },
    { kind: "activateConf", node: at(7004) },
    { kind: "activateConf", node: at(7003) },
  ]);
});

test("planConf() leaves what takes a restart beside", () => {
  expect(planned({ 7000: { ...BESIDE, pending: ["databases"] } })).toEqual([]);
});
