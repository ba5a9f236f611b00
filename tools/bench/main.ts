import { cpus, release, totalmem } from "node:os";
import { messageOf } from "../../components/text/messageOf";
import { measureGaps } from "./measureGaps";
import { measureScale } from "./measureScale";
import { measureSize, type SizeMeasurements } from "./measureSize";
import { planThousand } from "./planThousand";
import { parseSizes } from "./sizes";
import { gapTable, growthRows, type Row, rowsOf, scaleRows, table } from "./table";

/** `main.ts [NODES ...]`: measures each size. Prints a Markdown table; progress goes to stderr. */
async function main(words: readonly string[]): Promise<void> {
  if (words[0] === "scale") return scale(words.slice(1));
  if (words[0] === "gaps") return gaps(words.slice(1));
  const sizes = parseSizes(words);
  const rows: Row[] = [];
  const results = new Map<number, SizeMeasurements>();
  for (const size of sizes) {
    const measured = await measureSize(size, log);
    results.set(size, measured);
    rows.push(...rowsOf(size, measured));
  }
  rows.push(...growthRows(results));
  rows.push({ label: "plan for 1000 nodes", runs: planThousand(), target: "1 s" });
  process.stdout.write(`${heading(process.env["PULUMI_ENGINE"])}\n\n${table(rows)}\n`);
}

/** `scale [redis|valkey [KEYS]]`: 3 to 4 primaries, a million keys by default. */
async function scale([server = "redis", keys = "1000000"]: readonly string[]): Promise<void> {
  if (server !== "redis" && server !== "valkey") {
    throw new Error(`Cannot measure on ${JSON.stringify(server)}. Use redis or valkey`);
  }
  const results = await measureScale({ server, keys: Number(keys) }, log);
  const pings = results.map(({ label, pings: longest }) => {
    return `Longest PING, ${label}: ${longest.map(Math.round).join(", ")} ms`;
  });
  process.stdout.write(
    `${heading(process.env["PULUMI_ENGINE"])}\n\n${table(scaleRows(results))}\n\n${pings.join("\n")}\n`,
  );
}

/** `gaps [KEYS]`: the longest time without an accepted write during each kind of change, 250,000 keys by default. */
async function gaps([keys = "250000"]: readonly string[]): Promise<void> {
  const results = await measureGaps(Number(keys), log);
  process.stdout.write(`${heading(process.env["PULUMI_ENGINE"])}\n\n${gapTable(results)}\n`);
}

function heading(engine: string | undefined): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  const provider =
    engine === "modules"
      ? "this project's own, which shares SSH connections; the official plugin opens a connection " +
        "for each command"
      : "the official plugin, which opens an SSH connection for each command";
  return [
    `Machine: ${processors.length} x ${model}, ${memory} GiB, Linux ${release()}, ` +
      `Node ${process.versions.node}`,
    `Pulumi command provider: ${provider}`,
  ].join("\n");
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  log(`Error: ${messageOf(error)}`);
  process.exitCode = 1;
});
