import type { CommandArgs } from "./commandArgs";
import type { Printed } from "./stateOf";

/** The variables that tell a command what the run before it printed; none for what was empty. */
export function previousOutput(args: CommandArgs, previous: Printed): Record<string, string> {
  if (!args.addPreviousOutputInEnv) return {};
  return {
    ...(previous.stdout === "" ? {} : { PULUMI_COMMAND_STDOUT: previous.stdout }),
    ...(previous.stderr === "" ? {} : { PULUMI_COMMAND_STDERR: previous.stderr }),
  };
}
