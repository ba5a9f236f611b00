import { groupBy } from "../spec/groupBy";
import type { FailedHostCheck } from "../state/hostFacts";
import { section } from "./describeProblems";

const MOST_LINES = 30;

/** Describes the failed checks, a line for each reason with its hosts or nodes. @param hosts all that were checked */
export function describeHostChecks(failed: readonly FailedHostCheck[], hosts: number): string {
  const broken = new Set(failed.map(({ host }) => host)).size;
  const heading = `${broken} of ${hosts} host${hosts === 1 ? "" : "s"} cannot run these nodes. Nothing was changed.`;
  const reasons = [...groupBy(failed, ({ text }) => text)];
  const lines = reasons.map(([text, all]) => {
    const names = [...new Set(all.map(({ host, node = host }) => node))];
    const shown = names.length > 4 ? [...names.slice(0, 3), "..."] : names;
    return `${shown.join(", ")}  ${text}`;
  });
  return section(heading, lines, MOST_LINES);
}
