import { messageOf } from "../../components/text/messageOf";
import { describeMachine } from "./describeMachine";
import { measureSize } from "./measureSize";
import { parseSizes } from "./parseSizes";
import { planThousand } from "./planThousand";
import { rowsOf } from "./rowsOf";
import { type Row, table } from "./table";

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
