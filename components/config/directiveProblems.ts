import type { Directives } from "../spec/directives";
import { lowerTo } from "../text/cures/configCures";
import type { ConfigProblem } from "./configProblem";

/** Reports directives that contradict other keys of the configuration. */
export function directiveProblems({
  replicas,
  directives,
}: {
  readonly replicas: number;
  readonly directives: Directives;
}): ConfigProblem[] {
  return MOST_REPLICAS.flatMap((name) => {
    // The last line of a configuration file counts.
    const value = [directives[name] ?? []].flat().at(-1);
    if (value === undefined || !(Number(value) > replicas)) return [];
    const most = replicas === 0 ? "0" : `${replicas} or less`;
    const reason = `is ${value}, more than replicas (${replicas}): every write would fail. ${lowerTo(most)}`;
    return [{ path: `directives.${name}`, reason }];
  });
}

/** A primary rejects writes while it has fewer replicas in sync than this. */
const MOST_REPLICAS = ["min-replicas-to-write", "min-slaves-to-write"];
