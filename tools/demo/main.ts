import { messageOf } from "../../components/text/messageOf";
import { down } from "./down";
import { pulumi } from "./pulumi";
import { up } from "./up";

/** Runs `main.ts up | down | pulumi ARGUMENTS`. Returns the exit code; 2 for another verb. */
async function main([verb = "", ...args]: readonly string[]): Promise<number> {
  switch (verb) {
    case "up":
      return up(say);
    case "down":
      return down(say);
    case "pulumi":
      return pulumi(args, say);
    default:
      say(`Unknown verb "${verb}". Use up, down or pulumi.`);
      return 2;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`Error: ${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
