import type { Client } from "ssh2";
import {
  type HostInspection,
  type InspectedPorts,
  inspectCommand,
  parseInspection,
} from "../../host/inspectScript";
import { messageOf } from "../../text/messageOf";
import { runCommand } from "./runCommand";

/** ms */
const LIMIT = 10_000;

export interface InspectOptions extends InspectedPorts {
  readonly limit?: number;
}

/** Inspects the files of one host, without a lock. @throws Error that names the host */
export async function inspectHost(
  client: Client,
  { limit = LIMIT, ...inspected }: InspectOptions,
): Promise<HostInspection> {
  try {
    return parseInspection(await runCommand(client, inspectCommand(inspected), { limit }));
  } catch (error) {
    throw new Error(`Cannot inspect ${inspected.address}: ${messageOf(error)}`, { cause: error });
  }
}
