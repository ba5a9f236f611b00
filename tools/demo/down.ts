import { existsSync, rmSync } from "node:fs";
import { openLab } from "../lab/openLab";
import { demoFolder } from "./demoFolder";
import { openDemo, PROJECT } from "./openDemo";

/** Destroys the stack, takes the hosts away and removes the demo's folder. Returns the exit code. */
export async function down(say: (line: string) => void): Promise<number> {
  const folder = demoFolder(PROJECT);
  if (!existsSync(folder.root)) {
    say("There is no demo to take away");
    return 0;
  }
  const lab = openLab({ directory: folder.lab, log: say });
  const hosts = await lab.status();
  // Hosts that went with a restart of the machine took their servers along.
  if (hosts.length > 0 && hosts.every(({ condition }) => condition === "up")) {
    say("Running: pulumi destroy");
    const code = await (await openDemo(say)).show(["destroy", "--yes", "--skip-preview"]);
    if (code !== 0) say("The destroy failed; the hosts are throw-away and go all the same");
  } else {
    say("Not all hosts are up, so nothing is destroyed on them first");
  }
  await lab.down();
  rmSync(folder.root, { recursive: true });
  say("The stack, the hosts and the folder .demo are gone; packages and caches stay");
  return 0;
}
