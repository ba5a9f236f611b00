import type { Client } from "ssh2";
import {
  type HostInspection,
  type InspectedPorts,
  inspectCommand,
  parseInspection,
} from "../../host/inspectScript";
import { messageOf } from "../../text/messageOf";
import { OtherProgram } from "./otherProgram";
import { runCommand } from "./runCommand";

/** ms */
const LIMIT = 10_000;

export interface InspectOptions extends InspectedPorts {
  readonly limit?: number;
}

/** Inspects the files of one host, without a lock. @throws OtherProgram or Error that names the host */
export async function inspectHost(
  client: Client,
  { limit = LIMIT, ...inspected }: InspectOptions,
): Promise<HostInspection> {
  try {
    return parseInspection(await runCommand(client, inspectCommand(inspected), { limit }));
  } catch (error) {
    const text = `Cannot inspect ${inspected.address}: ${messageOf(error)}`;
    if (error instanceof OtherProgram) throw new OtherProgram(text, { cause: error });
    throw new Error(text, { cause: error });
  }
}
