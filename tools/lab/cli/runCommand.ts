import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { quote } from "../../../components/text/quote";
import { removeIfEmpty } from "../hosts/down";
import type { HostStatus } from "../hosts/status";
import { makeKey } from "../makeKey";
import { type Lab, openLab } from "../openLab";
import type { LabCommand } from "./parseCommand";

/** Where the lab is, and who reads what a long step does. */
export interface CommandOptions {
  directory: string;
  log: (line: string) => void;
}

/** Runs a command on the lab in a directory and returns what to print. */
export async function runCommand(
  command: LabCommand,
  { directory, log }: CommandOptions,
): Promise<string> {
  const lab = openLab({ directory, log });
  try {
    return await run(command, { lab, key: join(directory, "id_ed25519"), log });
  } finally {
    if (command.verb !== "status") {
      removeIfEmpty(directory);
      removeIfEmpty(dirname(directory));
    }
  }
}

interface Means {
  lab: Lab;
  key: string;
  log: (line: string) => void;
}

async function run(command: LabCommand, { lab, key, log }: Means): Promise<string> {
  switch (command.verb) {
    case "up": {
      const hosts = command.addresses.map((address) => ({ address }));
      try {
        await lab.up(hosts, { publicKey: makeKey(key, log) });
      } catch (error) {
        if ((await lab.status()).length === 0) removeKey(key);
        throw error;
      }
      const [first = ""] = command.addresses;
      return `${await statusTable(lab)}\nLog in with:\n  ${sshCommand(key, first)}`;
    }
    case "down":
      await lab.down();
      removeKey(key);
      return "Removed the lab with its hosts and disks";
    case "status":
      return statusTable(lab);
    default:
      await lab[command.verb](command.address);
      return statusTable(lab);
  }
}

function removeKey(key: string): void {
  for (const file of [key, `${key}.pub`]) rmSync(file, { force: true });
}

const CONDITIONS: Readonly<Record<HostStatus["condition"], string>> = {
  up: "running",
  cut: "running, disconnected from the network",
  down: "stopped",
};

async function statusTable(lab: Lab): Promise<string> {
  const hosts = await lab.status();
  if (hosts.length === 0) return "There is no lab. Create one with:\n  npm run lab -- up";
  return hosts
    .map(({ address, condition, pid }) => {
      const process = pid === undefined ? "" : ` (pid ${pid})`;
      return `${address.padEnd(15)}  ${CONDITIONS[condition]}${process}`;
    })
    .join("\n");
}

/** Host keys are new with each lab, so none is checked or remembered. */
function sshCommand(key: string, address: string): string {
  const options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
  return `ssh -i ${quote(key)} ${options} root@${address}`;
}
