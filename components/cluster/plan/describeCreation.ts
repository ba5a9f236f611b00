import { nodeName } from "../spec/clusterSpec";
import { listNodes, nameOrCount } from "../spec/nodeList";
import { formatSlots } from "../spec/slots";
import { membersOf, type Shard, type Topology } from "../spec/topology";

const MOST_ROWS = 12;
const FIRST_ROWS = 10;

/** @param unfinished what is left to do if an earlier `up` started the other servers */
export function describeCreation(
  { shards }: Topology,
  unfinished?: { readonly toCreate: readonly string[] },
): string {
  const nodes = shards.flatMap(membersOf);
  const hosts = new Set(nodes.map(({ address }) => address)).size;
  const verb = unfinished === undefined ? "create" : "finish creating";
  const size = `${nodes.length} nodes on ${hosts === 1 ? "1 host" : `${hosts} hosts`}`;
  const heading = `Plan: ${verb} a cluster of ${size}`;
  const shown = shards.length > MOST_ROWS ? shards.slice(0, FIRST_ROWS) : shards;
  const rest = shards.length - shown.length;
  const rows = [["shard", "slots", "primary", "replicas"], ...shown.map(rowOf)];
  const begun = unfinished === undefined ? [] : [describeBegun(nodes.length, unfinished.toCreate)];
  return [
    heading,
    ...begun,
    ...align(rows),
    ...(rest > 0 ? [`  and ${rest} more shards`] : []),
  ].join("\n");
}

function describeBegun(count: number, toCreate: readonly string[]): string {
  const running = count - toCreate.length;
  const servers = running === 1 ? "1 server runs" : `${running} servers run`;
  const rest = toCreate.length > 0 ? `, ${nameOrCount(toCreate)} will be created` : "";
  return `  An earlier \`up\` did not finish it: ${servers}, without keys${rest}.`;
}

function rowOf({ slots, primary, replicas }: Shard, index: number): string[] {
  const names = replicas.map(nodeName);
  return [`${index + 1}`, formatSlots([slots]), nodeName(primary), listNodes(names) || "none"];
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
