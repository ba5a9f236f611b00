export interface Answer {
  readonly clusterInfo: string;
  readonly clusterNodes: string;
  readonly replication: string;
}

/**
 * Returns why the cluster is not formed, `undefined` if it is. Does not use the product's parsers: it would
 * repeat their mistakes.
 */
export function clusterProblem(answers: ReadonlyMap<string, Answer>): string | undefined {
  const views = new Set<string>();
  for (const [name, answer] of answers) {
    const lines = answer.clusterNodes.trim().split("\n").map(parseLine);
    const problem = nodeProblem(answer, lines, answers.size);
    if (problem !== undefined) return `${name} ${problem}`;
    const members = lines.map(({ member }) => member).sort();
    views.add(members.join("\n"));
  }
  return views.size > 1 ? `the nodes have ${views.size} different views` : undefined;
}

interface Line {
  readonly flags: readonly string[];
  readonly hasSlots: boolean;
  /** ID, role, primary and slots. */
  readonly member: string;
}

function parseLine(line: string): Line {
  const [id = "", , flagText = "", primary = "", , , , , ...slots] = line.trim().split(" ");
  const flags = flagText.split(",");
  const role = flags.includes("slave") ? "replica" : "primary";
  return { flags, hasSlots: slots.length > 0, member: [id, role, primary, ...slots].join(" ") };
}

const BAD_FLAGS: readonly string[] = ["fail", "fail?", "handshake", "noaddr"];

function nodeProblem(answer: Answer, lines: readonly Line[], size: number): string | undefined {
  if (!/^cluster_state:ok\r?$/m.test(answer.clusterInfo)) return "does not report cluster_state:ok";
  if (!/^cluster_slots_ok:16384\r?$/m.test(answer.clusterInfo)) {
    return "does not report cluster_slots_ok:16384";
  }
  if (!/^(role:master|master_link_status:up)\r?$/m.test(answer.replication)) {
    return "has no link to its primary";
  }
  if (lines.length !== size) return `knows ${lines.length} of ${size} nodes`;
  if (lines.some(({ flags }) => flags.some((flag) => BAD_FLAGS.includes(flag)))) {
    return "sees a node that has failed or is in handshake";
  }
  if (lines.some(({ flags, hasSlots }) => flags.includes("master") && !hasSlots)) {
    return "sees a primary without slots";
  }
  return undefined;
}
