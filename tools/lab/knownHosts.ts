import type { Lab } from "./openLab";

/**
 * Returns the public SSH keys of running hosts as the lines of a known_hosts file.
 *
 * @throws Error if a host has none
 */
export async function knownHosts(
  lab: Pick<Lab, "exec">,
  addresses: readonly string[],
): Promise<string> {
  const lines = addresses.map(async (address) => {
    const key = await lab.exec(address, ["cat", "/etc/ssh/ssh_host_ed25519_key.pub"]);
    if (key.exitCode !== 0) {
      throw new Error(`Cannot read the SSH host key of ${address}: ${key.stderr.trim()}`);
    }
    return `${address} ${key.stdout}`;
  });
  return (await Promise.all(lines)).join("");
}
