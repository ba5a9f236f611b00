/** Something that is not as it must be, and where. */
export interface Problem {
  /** The node's name, or a path in the configuration: `"hosts[1].ports[2]"`. */
  readonly subject: string;
  /** One sentence without its end: `"holds 3 keys but belongs to no cluster"`. */
  readonly reason: string;
}

/** Writes a problem on one line. */
export function describeProblem({ subject, reason }: Problem): string {
  return `${subject} ${reason}`;
}
