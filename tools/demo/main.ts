import { existsSync } from "node:fs";
import { messageOf } from "../../components/text/messageOf";
import { demoFolder } from "./demoFolder";
import { down } from "./down";
import { openDemo, PROJECT } from "./openDemo";
import { up } from "./up";

/** The demo's commands: `main.ts up | down | pulumi ARGUMENTS`. Exit code 2 for another one. */
async function main([verb, ...args]: readonly string[]): Promise<number> {
  switch (verb) {
    case "up":
      return up(say);
    case "down":
      return down(say);
    case "pulumi":
      if (!existsSync(demoFolder(PROJECT).privateKey)) {
        say("There is no demo to run Pulumi on: npm run demo makes one");
        return 2;
      }
      return (await openDemo(say)).show(args);
    default:
      say(`Cannot run "${verb}" as it is none of: up, down, pulumi`);
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
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
