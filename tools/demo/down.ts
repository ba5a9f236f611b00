import { existsSync, rmSync } from "node:fs";
import { messageOf } from "../../components/text/messageOf";
import { cacheFolder } from "../engine/cacheFolder";
import { type Lab, openLab } from "../lab/openLab";
import { type DemoFolder, demoFolder } from "./demoFolder";
import { openDemo, PROJECT, readDemoConfig } from "./openDemo";
import { releaseLock } from "./stackLock";

/**
 * Destroys the stack, removes the hosts and the demo's folder. The hosts go even if the stack cannot
 * be destroyed: all that it created is on them. Returns the exit code.
 */
export async function down(say: (line: string) => void): Promise<number> {
  const folder = demoFolder(PROJECT);
  if (!existsSync(folder.root)) {
    say("There is no demo to remove.");
    return 0;
  }
  const lab = openLab({ directory: folder.lab, log: say });
  await destroy(folder, lab, say);
  await lab.down();
  rmSync(folder.root, { recursive: true });
  say(`Removed the hosts and .demo. Packages and ${cacheFolder(process.env)} stay.`);
  return 0;
}

async function destroy(folder: DemoFolder, lab: Lab, say: (line: string) => void): Promise<void> {
  const hosts = await lab.status();
  if (hosts.length === 0 || !existsSync(folder.stackFile)) return;
  try {
    const { addresses } = readDemoConfig(folder);
    const missing = hosts.filter(
      ({ address, condition }) => condition !== "up" && addresses.includes(address),
    );
    if (missing.length > 0) {
      throw new Error(
        missing.map(({ address, condition }) => `${address} is ${condition}`).join(", "),
      );
    }
    const stack = await openDemo(say);
    await releaseLock(stack, say);
    say("Running pulumi destroy");
    const code = await stack.show(DESTROY);
    if (code !== 0) say("pulumi destroy failed. Removing the hosts anyway.");
  } catch (error) {
    const [reason] = messageOf(error).split("\n");
    say(`Skipping pulumi destroy: ${reason}`);
  }
}

/** `--remove` keeps the CLI from suggesting `pulumi stack rm`. */
const DESTROY = [
  ...["destroy", "--yes", "--skip-preview", "--remove"],
  ...["--suppress-outputs", "--suppress-progress"],
];
