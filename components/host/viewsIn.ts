import { groupBy } from "../cluster/spec/groupBy";
import { type NodeView, parseClusterNodes } from "../cluster/state/clusterNodes";

/**
 * What each nodes.conf says, by port, from lines "view PORT LINE". A line that cannot be read is left out: then a
 * node's place is not known.
 */
export function viewsIn(lines: readonly string[]): Map<string, readonly NodeView[]> {
  const texts = lines.flatMap((line) => {
    const [, port, text] = /^view (\d+) (.+)$/.exec(line) ?? [];
    return port === undefined || text === undefined ? [] : [{ port, text }];
  });
  const byPort = [...groupBy(texts, ({ port }) => port)];
  return new Map(byPort.map(([port, all]) => [port, all.flatMap(({ text }) => parseView(text))]));
}

function parseView(line: string): NodeView[] {
  try {
    return parseClusterNodes(line);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
