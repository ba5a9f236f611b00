import { dirname, join } from "node:path";
import { chosenServers } from "./chosenServers";
import { makeOnce } from "./makeOnce";
import { pythonPaths, requirementsPath } from "./pythonPaths";
import { serverLayer } from "./serverLayer";

/**
 * Makes the servers that this run has and the examples' Pythons in the user's cache folder, once.
 * From the package sources of this machine alone; nothing is installed on it.
 *
 * @param log hears what is made, from where, and how long it took.
 * @throws Error with the last lines of what failed.
 */
export async function fetchServers({ log }: { log: (line: string) => void }): Promise<void> {
  for (const { name, command, source } of chosenServers()) {
    if (source === undefined) continue;
    const layer = serverLayer(name);
    await makeOnce({ ...source, folder: layer, program: join(layer, command), log });
  }
  for (const [example, program] of Object.entries(pythonPaths())) {
    await makeOnce({
      folder: dirname(dirname(program)),
      program,
      recipe: "pythonPackages",
      act: `Installing the packages of examples/${example}`,
      variables: { REQUIREMENTS: requirementsPath(example) },
      log,
    });
  }
}
