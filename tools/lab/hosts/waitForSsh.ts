import { connect } from "node:net";
import { readInit } from "../processes/labProcesses";
import { readStat } from "../processes/processStat";
import { waitFor } from "../processes/waitFor";

/** How long a host's sshd may take, in ms. */
const LIMIT = 20_000;

/**
 * Waits until the sshd of a host greets. Nothing is sent before sshd has taken its place there: a
 * packet to an address that nobody has yet would hold up the next ones for a second.
 *
 * @param keeper the PID of the process that keeps the host.
 * @throws Error when the host has ended, or nothing greeted within 20 s.
 */
export function waitForSsh(address: string, keeper: number): Promise<void> {
  return waitFor(
    () => {
      if (readStat(keeper) === undefined) {
        throw new Error(`Cannot reach host ${address} as it must run: it ended at its start`);
      }
      return readInit(keeper)?.name === "sshd" && greets(address);
    },
    { what: `sshd on ${address}:22`, limit: LIMIT },
  );
}

function greets(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 22, timeout: 1_000 });
    const answer = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on("data", (data) => answer(data.toString("latin1").startsWith("SSH-")));
    socket.on("timeout", () => answer(false));
    socket.on("error", () => answer(false));
    socket.on("close", () => resolve(false));
  });
}
