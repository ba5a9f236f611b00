import { describeStep, isLike, type Step } from "./step";

/**
 * Describes a plan for people: what gives a node slots or a primary has a line of its own, alike acts
 * on all nodes share one.
 */
export function describePlan(steps: readonly Step[]): string[] {
  return steps.flatMap((step, index) => {
    const alike = steps.filter((other) => isLike(other, step));
    if (step.kind === "assignSlots" || step.kind === "replicate" || step.kind === "start") {
      return [describeStep(step)];
    }
    if (steps.findIndex((other) => isLike(other, step)) < index) return [];
    return alike.length === 1 ? [describeStep(step)] : [describeAlike(step, alike.length)];
  });
}

function describeAlike(step: Step, count: number): string {
  switch (step.kind) {
    case "setConfig":
      return step.settings === "forming"
        ? `shorten the node timeout of ${count} nodes while the cluster forms`
        : `set the node timeout of ${count} nodes to their confs'`;
    case "setEpoch":
      return `give each of ${count} nodes a config epoch of its own`;
    case "meet":
      return `make the nodes meet, each one every other`;
    default:
      return `mark ${count} nodes as members that may not be stopped by themselves`;
  }
}
