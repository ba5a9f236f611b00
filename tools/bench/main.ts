import { cpus, release, totalmem } from "node:os";
import { messageOf } from "../../components/text/messageOf";
import { measureSize } from "./measureSize";
import { planThousand } from "./planThousand";
import { parseSizes } from "./sizes";
import { type Row, rowsOf, table } from "./table";

/** `main.ts [NODES ..]`: measures each size and prints one Markdown table; says what it does on standard error. */
async function main(words: readonly string[]): Promise<void> {
  const sizes = parseSizes(words);
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...rowsOf(size, await measureSize(size, say)));
  rows.push({ what: "a plan for 1000 nodes", took: planThousand(), aim: "1 s" });
  process.stdout.write(`${describeMachine()}\n\n${table(rows)}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  say(messageOf(error));
  process.exitCode = 1;
});

/** Says on what it was measured: `"2 x AMD EPYC 7B13, 8 GiB, Linux 6.1.0, Node 20.19.0"`. */
export function describeMachine(): string {
  const all = cpus();
  const model = all[0]?.model.trim() ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${all.length} x ${model}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`;
}
