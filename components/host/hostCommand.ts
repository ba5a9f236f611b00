import { readFileSync } from "node:fs";
import { join } from "node:path";
import { quote } from "../text/quote";

/** What is sent to a host: a command line for its login shell, and that command's standard input. */
export interface HostCommand {
  /** Short and without secrets, as it stands in plans and error texts. */
  readonly command: string;
  readonly stdin: string;
}

/** Variables of a script: names in capitals, values of any text. */
export type Variables = Readonly<Record<string, string>>;

/**
 * The command line that runs a script given on standard input with one action as its argument:
 * `env PORT=7001 sh -eu -s create`. `env` makes it valid in any login shell.
 */
export function scriptCommand(action: string, variables: Variables): string {
  return ["env", ...assignments(variables), "sh", "-eu", "-s", action].join(" ");
}

/**
 * The standard input of such a command: variables that argv must not show, then the script files of
 * scripts/ one after the other, without their comments; the last one's last line calls its `main`.
 */
export function scriptText(files: readonly string[], privateVariables: Variables): string {
  const texts = files.map((file) => readFileSync(join(__dirname, "scripts", file), "utf8"));
  return [...assignments(privateVariables), ...texts.map(withoutComments)].join("\n");
}

/** They are for readers of this project, and a third of the text. */
function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*(#.*)?\n/gm, "");
}

function assignments(variables: Variables): string[] {
  return Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
}
