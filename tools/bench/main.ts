import { cpus, release, totalmem } from "node:os";
import { messageOf } from "../../components/text/messageOf";
import { measureSize, type SizeMeasurements } from "./measureSize";
import { planThousand } from "./planThousand";
import { parseSizes } from "./sizes";
import { growthRows, type Row, rowsOf, table } from "./table";

/** `main.ts [NODES ...]`: measures each size. Prints a Markdown table; progress goes to stderr. */
async function main(words: readonly string[]): Promise<void> {
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
