import type { Client } from "ssh2";

/** Ends a client that has no connection in time: a host that drops all packets is down. @param limit ms */
export function limitConnect(client: Client, limit: number): void {
  const late = setTimeout(() => {
    client.emit("error", new Error(`no connection in ${limit / 1000} s`));
    client.destroy();
  }, limit);
  const inTime = () => clearTimeout(late);
  client.once("connect", inTime).once("error", inTime).once("close", inTime);
}
