import { join, relative } from "node:path";
import { type LabCommand, parseCommand } from "./cli/parseCommand";
import { runCommand } from "./cli/runCommand";

/** Runs `lab ACT [ADDRESS...]`; exit code 0 done, 1 failed, 2 not understood. */
async function main(): Promise<number> {
  let command: LabCommand;
  try {
    command = parseCommand(process.argv.slice(2));
  } catch (error) {
    return complain(error, 2);
  }
  const directory = relative(process.cwd(), join(__dirname, "..", "..", ".demo", "lab"));
  try {
    console.log(await runCommand(command, directory, (line) => console.error(line)));
    return 0;
  } catch (error) {
    return complain(error, 1);
  }
}

function complain(error: unknown, exitCode: number): number {
  console.error(error instanceof Error ? error.message : String(error));
  return exitCode;
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
