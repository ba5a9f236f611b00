import { describeAlike, describeStep, type Step, saysAlike } from "../steps/step";

/**
 * Describes a plan for people: what gives a node slots or a primary has a line of its own, alike acts
 * on all nodes share one.
 */
export function describePlan(steps: readonly Step[]): string[] {
  return steps.flatMap((step, index) => {
    const alike = steps.filter((other) => saysAlike(other, step));
    if (step.kind === "assignSlots" || step.kind === "replicate" || step.kind === "start") {
      return [describeStep(step)];
    }
    if (steps.findIndex((other) => saysAlike(other, step)) < index) return [];
    return [describeAlike(step, alike.length)];
  });
}
