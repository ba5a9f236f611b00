import { nodeName } from "../spec/clusterSpec";
import { listNodes } from "../spec/nodeList";
import { formatSlots } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";

const MOST_ROWS = 12;
const FIRST_ROWS = 10;

export function describeCreation({ shards }: Topology): string {
  const nodes = shards.flatMap(membersOf);
  const hosts = new Set(nodes.map(({ address }) => address)).size;
  const heading = `Plan: create a cluster of ${nodes.length} nodes on ${hosts === 1 ? "1 host" : `${hosts} hosts`}`;
  const shown = shards.length > MOST_ROWS ? shards.slice(0, FIRST_ROWS) : shards;
  const rest = shards.length - shown.length;
  const rows = [["shard", "slots", "primary", "replicas"], ...shown.map(rowOf)];
  return [heading, ...align(rows), ...(rest > 0 ? [`  and ${rest} more shards`] : [])].join("\n");
}

function rowOf({ slots, primary, replicas }: Shard, index: number): string[] {
  const names = replicas.map(nodeName);
  return [`${index + 1}`, formatSlots(slots), nodeName(primary), listNodes(names) || "none"];
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
