import { beforeEach, expect, test } from "vitest";
import type { Step } from "../../../../components/cluster/steps/step";
import { runSteps } from "../../../../components/operations/converge/runSteps";

/** The value of the directive on each node. */
let values: Record<string, string>;
/** The steps that fail: `"B:1 2"` is setting the directive to 2 on B:1. */
let refused: Set<string>;
beforeEach(() => {
  values = { "A:1": "1", "B:1": "1" };
  refused = new Set();
});

async function perform(step: Step): Promise<void> {
  const to = step.kind === "setDirectives" ? (step.values[0]?.to ?? "") : "";
  if (refused.has(`${step.node} ${to}`)) throw new Error(`Cannot set ${to} on ${step.node}`);
  values[step.node] = to;
}

function setAll(): Promise<void> {
  const steps = Object.keys(values).map(
    (node): Step => ({
      kind: "setDirectives",
      node,
      values: [{ name: "a", from: "1", to: "2" }],
    }),
  );
  return runSteps(steps, perform);
}

test("runSteps() performs all steps", async () => {
  await setAll();
  expect(values).toEqual({ "A:1": "2", "B:1": "2" });
});

test("runSteps() rolls all back when one fails", async () => {
  refused.add("B:1 2");
  await expect(setAll()).rejects.toThrow(
    new Error("Cannot set 2 on B:1\nThe change was rolled back on all nodes."),
  );
  expect(values).toEqual({ "A:1": "1", "B:1": "1" });
});

test("runSteps() names what cannot be rolled back", async () => {
  refused.add("B:1 2");
  refused.add("A:1 1");
  await expect(setAll()).rejects.toThrow(
    new Error("Cannot set 2 on B:1\nThe rollback failed\n  Cannot set 1 on A:1"),
  );
});

test("runSteps() names every failure", async () => {
  refused.add("A:1 2");
  refused.add("B:1 2");
  await expect(setAll()).rejects.toThrow(
    new Error(
      "2 of 2 steps failed\n  Cannot set 2 on A:1\n  Cannot set 2 on B:1\n" +
        "The change was rolled back on all nodes.",
    ),
  );
});

test("runSteps() passes a failure on where there is nothing to roll back", async () => {
  refused.add("A:1 ");
  await expect(runSteps([{ kind: "record", node: "A:1" }], perform)).rejects.toThrow(
    new Error("Cannot set  on A:1"),
  );
});
