import type { Client } from "ssh2";
import type { HostCommand } from "../../host/hostCommand";
import { type HostInspection, inspectCommand, parseInspection } from "../../host/inspectScript";

/**
 * Looks at the disk of one host, changing nothing and without taking its lock.
 *
 * @throws Error when the look fails there, or takes longer than `limit` ms.
 */
export async function inspectHost(
  client: Client,
  directory: string,
  ports: readonly number[],
  limit = LIMIT,
): Promise<HostInspection> {
  return parseInspection(await run(client, inspectCommand(directory, ports), limit));
}

/** ms; a host that lives takes some tens. */
const LIMIT = 10_000;

function run(client: Client, { command, stdin }: HostCommand, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`Cannot run "${command}": ${reason}`));
    const late = setTimeout(() => fail(`no answer in ${limit / 1000} s`), limit);
    client.exec(command, (error, channel) => {
      if (error) {
        clearTimeout(late);
        return fail(error.message);
      }
      let output = "";
      let errors = "";
      channel.setEncoding("utf8");
      channel.stderr.on("data", (text: Buffer) => {
        errors += text;
      });
      channel.on("data", (text: string) => {
        output += text;
      });
      channel.on("close", (code: number | null) => {
        clearTimeout(late);
        if (code === 0) resolve(output);
        else fail(errors.trim() || `exit code ${code}`);
      });
      channel.end(stdin);
    });
  });
}
