import { rmSync } from "node:fs";
import { join } from "node:path";
import type { HostStatus } from "./hostStatus";
import { makeKey } from "./makeKey";
import { openLab } from "./openLab";
import type { LabCommand } from "./parseCommand";

/** Does what the command line asks for in the lab at `directory`, and gives what to print. */
export async function runCommand(
  command: LabCommand,
  directory: string,
  log: (line: string) => void,
): Promise<string> {
  const key = join(directory, "id_ed25519");
  const lab = openLab({ directory, log });
  switch (command.act) {
    case "up":
      await lab.up(
        command.addresses.map((address) => ({ address })),
        { publicKey: makeKey(key, log) },
      );
      return `${table(await lab.status())}\nTry: ${sshCommand(key, command.addresses[0] ?? "")}`;
    case "down":
      for (const file of [key, `${key}.pub`]) rmSync(file, { force: true });
      await lab.down();
      return "The lab is gone, with all that was on it";
    case "status":
      return table(await lab.status());
    default:
      await lab[command.act](command.address);
      return table(await lab.status());
  }
}

function table(hosts: readonly HostStatus[]): string {
  if (hosts.length === 0) return "No lab is up";
  return hosts
    .map(({ address, condition, pid }) =>
      `${address.padEnd(16)}${condition.padEnd(6)}${pid === undefined ? "" : `PID ${pid}`}`.trimEnd(),
    )
    .join("\n");
}

/** The hosts' own keys are new with each lab, so none of them is worth remembering. */
function sshCommand(key: string, address: string): string {
  const options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
  return `ssh -i ${key} ${options} root@${address}`;
}
