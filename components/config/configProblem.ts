export interface ConfigProblem {
  /** `"hosts[1].ports[2]"` */
  readonly path: string;
  /** What is wrong, without a final period: `"must be a port, 1 to 65535: 70000"`. */
  readonly reason: string;
}

export function describeConfigProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ path, reason }) => `\n  ${path} ${reason}`);
  return `Cannot use this configuration. No host was contacted.${lines.join("")}`;
}
