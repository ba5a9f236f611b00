import type { Client } from "ssh2";
import type { OnDisk } from "../cluster/observed";
import { nodeName } from "../cluster/spec";
import type { HostCommand } from "../host/hostCommand";
import { lookCommand } from "../host/lookScript";
import { connectHost } from "./connectHost";
import type { RunHost, RunSpec } from "./runSpec";

/** ms; a preview must not wait long for a host that is down. */
const LOGIN_LIMIT = 3000;

/** What lies on one host's disk; nodes by name. */
export interface HostDisk {
  /** Of the nodes that were asked for. */
  readonly nodes: readonly (readonly [string, OnDisk])[];
  /** All that have a hold file: the members of a cluster, asked for or not. */
  readonly held: readonly string[];
}

/**
 * Looks at one host's disk without taking its lock.
 *
 * @throws Error when the host cannot be reached or the look fails there.
 */
export async function lookAtDisk(host: RunHost, spec: RunSpec): Promise<HostDisk> {
  const client = await connectHost(host.ssh, spec.credentials, LOGIN_LIMIT);
  try {
    const lines = (await run(client, lookCommand(spec.directory, host.ports))).trim().split("\n");
    const rows = lines.map((line) => line.split(" "));
    const named = (port: string | undefined) =>
      nodeName({ address: host.address, port: Number(port) });
    return {
      nodes: rows
        .filter(([port]) => port !== "held")
        .map(([port, identity, data]) => [
          named(port),
          { identity: identity === "yes", data: data === "yes" },
        ]),
      held: rows.flatMap(([first, ...ports]) => (first === "held" ? ports.map(named) : [])),
    };
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
