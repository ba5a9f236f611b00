import type { Client } from "ssh2";
import { type HostInspection, inspectCommand, parseInspection } from "../../host/inspectScript";
import { messageOf } from "../../text/messageOf";
import { runCommand } from "./runCommand";

/** ms */
const LIMIT = 10_000;

export interface InspectOptions {
  readonly address: string;
  readonly directory: string;
  readonly ports: readonly number[];
  readonly serverCommand: string;
  readonly limit?: number;
}

/** Inspects the files of one host, without a lock. @throws Error that names the host */
export async function inspectHost(
  client: Client,
  { address, directory, ports, serverCommand, limit = LIMIT }: InspectOptions,
): Promise<HostInspection> {
  try {
    const command = inspectCommand(directory, ports, serverCommand);
    return parseInspection(await runCommand(client, command, { limit }));
  } catch (error) {
    throw new Error(`Cannot inspect ${address}: ${messageOf(error)}`, { cause: error });
  }
}
