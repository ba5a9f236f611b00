import type { Client } from "ssh2";
import { type HostInspection, inspectCommand, parseInspection } from "../../host/inspectScript";
import { messageOf } from "../../text/messageOf";
import { OtherProgram } from "./otherProgram";
import { runCommand } from "./runCommand";

/** ms */
const LIMIT = 10_000;

export interface InspectOptions {
  readonly address: string;
  readonly directory: string;
  readonly ports: readonly number[];
  readonly limit?: number;
}

/** Inspects the files of one host, without a lock. @throws OtherProgram or Error that names the host */
export async function inspectHost(
  client: Client,
  { address, directory, ports, limit = LIMIT }: InspectOptions,
): Promise<HostInspection> {
  try {
    return parseInspection(await runCommand(client, inspectCommand(directory, ports), { limit }));
  } catch (error) {
    const text = `Cannot inspect ${address}: ${messageOf(error)}`;
    if (error instanceof OtherProgram) throw new OtherProgram(text, { cause: error });
    throw new Error(text, { cause: error });
  }
}
