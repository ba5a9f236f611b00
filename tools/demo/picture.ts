import type { NodeReport } from "../../components/cluster/plan/clusterReport";

/** The most shards that fit on a screen with the rest of the demo. */
const LIMIT = 12;

/** Draws the cluster as a table with one line per shard: its slots, its primary and its replicas. */
export function picture(nodes: readonly NodeReport[]): string {
  const primaries = nodes.filter(({ role }) => role === "primary");
  const shown = primaries.length > LIMIT ? primaries.slice(0, LIMIT - 1) : primaries;
  const rows = shown.map((primary) => [
    primary.slots,
    nameOf(primary),
    nodes
      .filter((node) => node.primary === nameOf(primary))
      .map(nameOf)
      .join(", ") || "none",
  ]);
  const more = primaries.length - shown.length;
  return table([
    ["slots", "primary", "replicas"],
    ...rows,
    ...(more > 0 ? [[`${more} more`]] : []),
  ]);
}

function nameOf({ address, port }: NodeReport): string {
  return `${address}:${port}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd(),
    )
    .join("\n");
}
