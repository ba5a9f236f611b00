import { readFileSync } from "node:fs";
import { join } from "node:path";
import { quote } from "../text/quote";

export interface HostCommand {
  /** Short and without secrets: plans and error texts show it. */
  readonly command: string;
  readonly stdin: string;
}

export type Variables = Readonly<Record<string, string>>;

/** `env PORT=7001 sh -eu -s create`: `env` makes it valid in any login shell. */
export function scriptCommand(action: string, variables: Variables): string {
  return ["env", ...assignments(variables), "sh", "-eu", "-s", action].join(" ");
}

/** Variables that argv must not show, then files of scripts/, the last of which calls its `main`. */
export function scriptText(files: readonly string[], privateVariables: Variables): string {
  const texts = files.map((file) => readFileSync(join(__dirname, "scripts", file), "utf8"));
  return [...assignments(privateVariables), ...texts.map(withoutComments)].join("\n");
}

/** Also drops lines in heredocs and quotes: a test shows that no script has such lines. */
function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*(#.*)?\n/gm, "");
}

function assignments(variables: Variables): string[] {
  return Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
}
