export interface Problem {
  /** The kind in words that fit any number of nodes: `"keys, but no slots"`. */
  readonly kind: string;
  /** The node that has it; undefined if it concerns hosts or the whole cluster. */
  readonly node?: string;
  /** What is wrong, to follow the node's name: `"3 keys, but no slots"`. @default the kind */
  readonly text?: string;
  /** The other node that reports it; the text then ends with "by", "from" or "to". */
  readonly by?: string;
  readonly advice?: string;
  /** A symptom is left out wherever a cause is listed. @default neither */
  readonly role?: "cause" | "symptom";
}

export function withoutRepeats(
  problems: readonly Problem[],
  said: readonly Problem[] = [],
): Problem[] {
  const keys = new Set(said.map(keyOf));
  const hasCause = [...problems, ...said].some(({ role }) => role === "cause");
  return problems.filter(
    (problem) => !keys.has(keyOf(problem)) && !(hasCause && problem.role === "symptom"),
  );
}

function keyOf({ kind, node = "" }: Problem): string {
  return `${node} ${kind}`;
}
