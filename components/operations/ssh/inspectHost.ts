import type { Client } from "ssh2";
import type { HostInspection } from "../../host/hostInspection";
import { inspectCommand } from "../../host/inspectScript";
import { parseInspection } from "../../host/parseInspection";
import { messageOf } from "../../text/messageOf";
import { runCommand } from "./runCommand";

/** ms; a healthy host takes some tens. */
const LIMIT = 10_000;

export interface InspectOptions {
  /** The host's address, for errors. */
  readonly address: string;
  /** Of the confs: `"/root/conf"`. */
  readonly directory: string;
  readonly ports: readonly number[];
  /** ms for the whole inspection. @default 10000 */
  readonly limit?: number;
}

/**
 * Inspects the files of one host. Changes nothing and takes no lock.
 *
 * @throws Error that names the host when the inspection fails there or takes too long
 */
export async function inspectHost(
  client: Client,
  { address, directory, ports, limit = LIMIT }: InspectOptions,
): Promise<HostInspection> {
  try {
    return parseInspection(await runCommand(client, inspectCommand(directory, ports), { limit }));
  } catch (error) {
    throw new Error(`Cannot inspect ${address}: ${messageOf(error)}`, { cause: error });
  }
}
