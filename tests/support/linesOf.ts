import { describeBatch, runTogether, type Step } from "../../components/cluster/steps/step";

/** The lines that converge says when it did these steps, a line for those that it does at once. */
export function linesOf(steps: readonly Step[]): string[] {
  return groupsOf(steps).map(describeBatch);
}

/** What converge said on standard error: without times, and without the progress that it shows every few seconds. */
export function linesIn(stderr: string): string[] {
  return stderr
    .split("\n")
    .filter((line) => line !== "" && !/^(loading|copying|waiting): /.test(line))
    .map((line) => line.replace(/: \d+ ms$/, ""));
}

function groupsOf(steps: readonly Step[]): [Step, ...Step[]][] {
  const groups: [Step, ...Step[]][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && runTogether(last[0], step)) last.push(step);
    else groups.push([step]);
  }
  return groups;
}
