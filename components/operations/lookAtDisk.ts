import type { Client } from "ssh2";
import type { OnDisk } from "../cluster/observed";
import { nodeName } from "../cluster/spec";
import type { HostCommand } from "../host/hostCommand";
import { lookCommand } from "../host/lookScript";
import { connectHost } from "./connectHost";
import type { RunHost, RunSpec } from "./runSpec";

/**
 * Says what lies on one host's disk for each of its nodes, by name, without taking its lock.
 *
 * @throws Error when the host cannot be reached or the look fails there.
 */
export async function lookAtDisk(host: RunHost, spec: RunSpec): Promise<[string, OnDisk][]> {
  const client = await connectHost(host.ssh, spec.credentials);
  try {
    const lines = (await run(client, lookCommand(spec.directory, host.ports))).trim().split("\n");
    return lines.map((line) => {
      const [port, identity, data] = line.split(" ");
      const name = nodeName({ address: host.address, port: Number(port) });
      return [name, { identity: identity === "yes", data: data === "yes" }];
    });
  } finally {
    client.end();
  }
}

function run(client: Client, { command, stdin }: HostCommand): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let output = "";
      channel.setEncoding("utf8");
      channel.on("data", (text: string) => {
        output += text;
      });
      channel.on("close", (code: number | null) => {
        if (code === 0) resolve(output);
        else reject(new Error(`Cannot run "${command}": exit code ${code}`));
      });
      channel.end(stdin);
    });
  });
}
