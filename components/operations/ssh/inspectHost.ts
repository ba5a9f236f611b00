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
/** Nodes of a host that are inspected within the limit; more get more time. */
const FEW_PORTS = 30;

export interface InspectOptions extends InspectedPorts {
  /** ms for a host of up to 30 nodes. @default 10000 */
  readonly limit?: number;
}

/** Inspects the files of one host, without a lock. @throws OtherProgram or Error that names the host */
export async function inspectHost(
  client: Client,
  { limit = LIMIT, ...inspected }: InspectOptions,
): Promise<HostInspection> {
  const share = Math.max(1, inspected.ports.length / FEW_PORTS);
  try {
    const answer = await runCommand(client, inspectCommand(inspected), { limit: limit * share });
    return parseInspection(answer);
  } catch (error) {
    const text = `Cannot inspect ${inspected.address}: ${messageOf(error)}`;
    if (error instanceof OtherProgram) throw new OtherProgram(text, { cause: error });
    throw new Error(text, { cause: error });
  }
}
