import { groupBy } from "../spec/groupBy";
import { listNodes, nameOrCount } from "../spec/nodeList";
import { type Problem, withoutRepeats } from "./problem";

/** A kind of problem with more rows than this gets one row, or its first three. */
const ROWS_OF_A_KIND = 4;
const FIRST = 3;
/** Longer lists of nodes do not move the texts of all other rows to the right. */
const WIDEST_COLUMN = 30;

/** Nodes and what is wrong with all of them; no nodes for hosts or the whole cluster. */
interface Row {
  readonly nodes: readonly string[];
  readonly text: string;
}

/** Describes problems in few lines, a row for each kind. @param said problems described already */
export function describeProblems(
  problems: readonly Problem[],
  said: readonly Problem[] = [],
): string[] {
  const kinds = [...groupBy(withoutRepeats(problems, said), ({ kind }) => kind)];
  const described = kinds.map(([kind, all]) => ({
    rows: rowsOf(kind, all).map((row) => ({ subject: subjectOf(row), text: row.text })),
    advice: all.find(({ advice }) => advice !== undefined)?.advice,
  }));
  const subjects = described.flatMap(({ rows }) => rows.map(({ subject }) => subject.length));
  const width = Math.max(0, ...subjects.filter((length) => length <= WIDEST_COLUMN));
  return described.flatMap(({ rows, advice }) => {
    const lines = rows.map(({ subject, text }) =>
      subject === "" ? text : `${subject.padEnd(width)}  ${text}`,
    );
    return advice === undefined ? lines : [...lines, `${" ".repeat(width + 2)}${advice}`];
  });
}

/** Writes indented lines below a heading, at most `limit`; the last one then counts the rest. "" without lines. */
export function section(heading: string, lines: readonly string[], limit = 12): string {
  if (lines.length === 0) return "";
  const shown =
    lines.length > limit
      ? [...lines.slice(0, limit - 1), `and ${lines.length - limit + 1} more`]
      : lines;
  return [heading, ...shown.map((line) => `  ${line}`)].join("\n");
}

function rowsOf(kind: string, problems: readonly Problem[]): Row[] {
  const byNode = groupBy(problems, ({ node = "", text = kind }) => `${node}\n${text}`);
  const cells = [...byNode.values()].map(([first, ...others]) => ({
    node: first.node,
    text: withReporters(first.text ?? kind, [first, ...others]),
  }));
  const rows = [...groupBy(cells, ({ text }) => text)].map(([text, all]) => ({
    nodes: all.flatMap(({ node }) => node ?? []),
    text,
  }));
  if (rows.length <= ROWS_OF_A_KIND) return rows;
  const nodes = [...new Set(rows.flatMap((row) => row.nodes))];
  if (nodes.length > 0) return [{ nodes, text: kind }];
  const rest = { nodes: [], text: `and ${rows.length - FIRST} more` };
  return [...rows.slice(0, FIRST), rest];
}

function withReporters(text: string, problems: readonly Problem[]): string {
  const reporters = problems.flatMap(({ by }) => by ?? []);
  return reporters.length > 0 ? `${text} ${nameOrCount(reporters)}` : text;
}

function subjectOf({ nodes }: Row): string {
  const short = nameOrCount(nodes);
  const list = listNodes(nodes);
  return short === list ? list : `${short} (${list})`;
}
