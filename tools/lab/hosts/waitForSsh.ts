import { connect } from "node:net";
import { readInit } from "../processes/labProcesses";
import { readStat } from "../processes/processStat";
import { waitFor } from "../processes/wait";

const LIMIT = 20_000; // ms

/** Sends nothing before PID 1 is sshd: a packet to a missing address delays those after it by 1 s. */
export function waitForSsh(address: string, unshare: number): Promise<void> {
  return waitFor(
    () => {
      if (readStat(unshare) === undefined) throw new Error(`Host ${address} ended while starting`);
      return readInit(unshare)?.name === "sshd" && sendsBanner(address);
    },
    { what: `sshd on ${address}:22`, limit: LIMIT },
  );
}

function sendsBanner(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 22, timeout: 1_000 });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on("data", (data) => finish(data.toString("latin1").startsWith("SSH-")));
    socket.on("timeout", () => finish(false));
    socket.on("error", () => finish(false));
    socket.on("close", () => resolve(false));
  });
}
