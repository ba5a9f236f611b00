import { join, relative } from "node:path";
import { messageOf } from "../../components/text/messageOf";
import { type LabCommand, parseCommand } from "./cli/parseCommand";
import { runCommand } from "./cli/runCommand";

/** Runs `lab COMMAND [ADDRESS...]`. Exit code 1: it failed; 2: the command line is wrong. */
async function main(): Promise<number> {
  let command: LabCommand;
  try {
    command = parseCommand(process.argv.slice(2));
  } catch (error) {
    return report(error, 2);
  }
  const directory = relative(process.cwd(), join(__dirname, "..", "..", ".demo", "lab"));
  try {
    console.log(await runCommand(command, { directory, log: (line) => console.error(line) }));
    return 0;
  } catch (error) {
    return report(error, 1);
  }
}

function report(error: unknown, exitCode: number): number {
  console.error(`Error: ${messageOf(error)}`);
  return exitCode;
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
