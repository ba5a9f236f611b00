import { relative } from "node:path";
import { findOnPath } from "../engine/findOnPath";
import { type DemoFolder, demoFolder } from "./demoFolder";
import { openDemo, PROJECT, readDemoConfig, START_AGAIN } from "./openDemo";
import { type Outputs, report } from "./report";
import { releaseLock } from "./stackLock";
import { forgetLostHosts, startHosts } from "./startHosts";
import { setNameToTom } from "./transcript";

/** Without its preview and outputs: the report shows the same facts. */
const UP = ["up", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress"];

/** Starts the hosts of the demo's stack, runs `pulumi up` and describes the cluster. Returns the exit code. */
export async function up(say: (line: string) => void): Promise<number> {
  const folder = demoFolder(PROJECT);
  const stack = await openDemo(say);
  const { addresses, hasPassword } = readDemoConfig(folder);
  if (addresses.length === 0) {
    throw new Error(
      `redis-cluster:hosts in ${relative(PROJECT, folder.stackFile)} has no address\n${START_AGAIN}`,
    );
  }
  await releaseLock(stack, say);
  await forgetLostHosts(stack, folder, say);
  await startHosts(addresses, folder, say);

  say("Running pulumi up");
  const code = await stack.show(UP);
  if (code !== 0) return code;
  const outputs: Outputs = JSON.parse(await stack.ask(["stack", "output", "--json"]));
  const password = hasPassword
    ? await stack.ask(["config", "get", "redis-cluster:password"])
    : undefined;
  say(report(outputs, await setNameToTom(outputs.nodes, password), loginFiles(folder)));
  return 0;
}

function loginFiles({ privateKey, knownHosts }: DemoFolder) {
  if (findOnPath("ssh", process.env) === undefined) return undefined;
  return {
    privateKey: relative(PROJECT, privateKey),
    knownHosts: relative(PROJECT, knownHosts),
  };
}
