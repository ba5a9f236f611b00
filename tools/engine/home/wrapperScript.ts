/**
 * The text of an executable that runs a plugin's main.ts by this clone's loader, whatever the
 * working directory is. Paths may hold blanks and quotes.
 */
export function wrapperScript(node: string, loader: string, main: string): string {
  return [
    "#!/bin/sh",
    "# Written by engine/home; it is written again when it is missing or differs.",
    `exec ${quote(node)} --require ${quote(loader)} ${quote(main)} "$@"`,
    "",
  ].join("\n");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
