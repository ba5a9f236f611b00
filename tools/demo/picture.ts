import type { NodeReport } from "../../components/cluster/plan/clusterReport";

/** Draws the cluster as a table, a line for each shard: its slots, its primary and its replicas. */
export function picture(nodes: readonly NodeReport[]): string {
  const primaries = nodes.filter(({ role }) => role === "primary");
  const rows = primaries.map((primary) => [
    primary.slots,
    nameOf(primary),
    nodes
      .filter((node) => node.primary === nameOf(primary))
      .map(nameOf)
      .join(", ") || "none",
  ]);
  return table([["slots", "primary", "replicas"], ...rows]);
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
