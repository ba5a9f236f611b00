import { existsSync } from "node:fs";
import { join } from "node:path";
import { knownHosts } from "../lab/knownHosts";
import { makeKey } from "../lab/makeKey";
import { openLab } from "../lab/openLab";
import { locateLab } from "../lab/state/labLocation";
import { writeWhole } from "../lab/writeWhole";
import type { DemoFolder } from "./demoFolder";
import type { LocalStack } from "./localStack";

/**
 * Starts the hosts at `addresses` that do not run. Hosts at other addresses stay as they are.
 *
 * @throws Error if the machine cannot have them
 */
export async function startHosts(
  addresses: readonly string[],
  folder: DemoFolder,
  say: (line: string) => void,
): Promise<void> {
  const lab = openLab({ directory: folder.lab, log: say });
  const running = (await runningHosts(lab)).map(({ address }) => address);
  const missing = addresses.filter((address) => !running.includes(address));
  if (missing.length > 0) say(`Starting ${hostList(missing)} on this machine`);
  const hosts = addresses.map((address) => ({ address }));
  await lab.up(hosts, { publicKey: makeKey(folder.privateKey, say) });
  const all = (await runningHosts(lab)).map(({ address }) => address);
  writeWhole(folder.knownHosts, await knownHosts(lab, all));
}

/**
 * Forgets the stack's resources if all hosts were lost with their disks, which are in memory: by a
 * restart of the machine, or by `npm run lab -- down`.
 */
export async function forgetLostHosts(
  stack: LocalStack,
  folder: DemoFolder,
  say: (line: string) => void,
): Promise<void> {
  if (existsSync(join(locateLab(folder.lab).disks, "hosts"))) return;
  const stacks: { resourceCount?: number }[] = JSON.parse(
    await stack.ask(["stack", "ls", "--json"]),
  );
  if (stacks.every(({ resourceCount = 0 }) => resourceCount === 0)) return;
  say("The demo's hosts were lost with their data, probably by a restart of this machine.");
  say("Creating the cluster again with the same configuration.");
  await stack.reset();
}

async function runningHosts(lab: ReturnType<typeof openLab>) {
  return (await lab.status()).filter(({ condition }) => condition !== "down");
}

/** `"host 10.0.0.1"`, `"hosts 10.0.0.1, 10.0.0.2"`, from 5 on `"30 hosts: 10.0.0.1, ..."`. */
function hostList(addresses: readonly string[]): string {
  if (addresses.length >= 5) {
    return `${addresses.length} hosts (${addresses.slice(0, 3).join(", ")}, ...)`;
  }
  return `host${addresses.length === 1 ? "" : "s"} ${addresses.join(", ")}`;
}
