/** What one node answered, each the text as it came. */
export interface Answer {
  readonly clusterInfo: string;
  readonly clusterNodes: string;
  /** INFO replication. */
  readonly replication: string;
}

/**
 * Says why the nodes are not strictly formed, or nothing when they are: each says cluster_state:ok
 * with all 16384 slots ok and has its link to its primary up; all have one and the same set of (id,
 * role, primary, slots), in it as many nodes as there are, nobody failing or in handshake, and no
 * primary without slots.
 *
 * It reads the words of the servers by itself: a judge that shared the planner's parser would share
 * its mistakes.
 */
export function findUnformed(answers: ReadonlyMap<string, Answer>): string | undefined {
  const views = new Set<string>();
  for (const [name, answer] of answers) {
    const lines = answer.clusterNodes.trim().split("\n").map(readLine);
    const trouble = findTrouble(answer, lines, answers.size);
    if (trouble !== undefined) return `${name} ${trouble}`;
    views.add(
      lines
        .map(({ word }) => word)
        .sort()
        .join("\n"),
    );
  }
  return views.size > 1 ? `there are ${views.size} views` : undefined;
}

/** One line of CLUSTER NODES. */
interface Line {
  readonly flags: readonly string[];
  readonly hasSlots: boolean;
  /** Id, role, primary and slots. */
  readonly word: string;
}

function readLine(line: string): Line {
  const [id = "", , flagText = "", primary = "", , , , , ...slots] = line.trim().split(" ");
  const flags = flagText.split(",");
  const role = flags.includes("slave") ? "replica" : "primary";
  return { flags, hasSlots: slots.length > 0, word: [id, role, primary, ...slots].join(" ") };
}

const BAD_FLAGS: readonly string[] = ["fail", "fail?", "handshake", "noaddr"];

function findTrouble(answer: Answer, lines: readonly Line[], size: number): string | undefined {
  if (!/^cluster_state:ok\r?$/m.test(answer.clusterInfo)) return "does not say cluster_state:ok";
  if (!/^cluster_slots_ok:16384\r?$/m.test(answer.clusterInfo)) return "sees slots that are not ok";
  if (!/^(role:master|master_link_status:up)\r?$/m.test(answer.replication)) {
    return "has no link to its primary";
  }
  if (lines.length !== size) return `knows ${lines.length} of ${size} nodes`;
  if (lines.some(({ flags }) => flags.some((flag) => BAD_FLAGS.includes(flag)))) {
    return "sees a node that fails or shakes hands";
  }
  if (lines.some(({ flags, hasSlots }) => flags.includes("master") && !hasSlots)) {
    return "sees a primary without slots";
  }
  return undefined;
}
