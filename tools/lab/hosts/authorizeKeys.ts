import { type HostProcess, readInit } from "../processes/labProcesses";
import { waitFor } from "../processes/wait";
import type { LabState } from "../state/labState";
import { execOnHost } from "./execOnHost";

/**
 * Lets the lab's keys log in as root on a running host, also if its link is cut.
 *
 * @throws Error if the host does not take them
 */
export async function authorizeKeys(
  host: HostProcess,
  { publicKey }: Pick<LabState, "publicKey">,
): Promise<void> {
  // Until sshd runs there, the host's root directory is still the machine's own.
  await waitFor(() => readInit(host.unshare.pid)?.name === "sshd", {
    what: `sshd of host ${host.address}`,
    limit: 20_000,
  });
  const write =
    "cd /root/.ssh && cat >authorized_keys.next && mv authorized_keys.next authorized_keys";
  const { exitCode, stderr } = await execOnHost(host, {
    argv: ["sh", "-c", write],
    input: `${publicKey}
`,
  });
  if (exitCode === 0) return;
  throw new Error(`Cannot install the SSH key on host ${host.address}: ${stderr.trim()}`);
}
