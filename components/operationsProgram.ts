import { join, relative } from "node:path";

/** The verbs of operations/main.ts. */
export type Verb = "converge" | "verify" | "release";

/** What a local.Command needs to run operations/main.ts as its direct child, with no shell between. */
export interface ProgramCommand {
  readonly interpreter: string[];
  readonly create: Verb;
}

/**
 * The command that runs one verb. Its paths are relative to the program's folder, so that another
 * clone of the project sees no change; the direct child is node, so that a cancel ends it.
 */
export function operationsProgram(verb: Verb): ProgramCommand {
  const loader = join(__dirname, "..", "loader.js");
  const main = join(__dirname, "operations", "main.ts");
  return { interpreter: ["node", "--require", fromHere(loader), fromHere(main)], create: verb };
}

function fromHere(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith(".") ? way : `./${way}`;
}
