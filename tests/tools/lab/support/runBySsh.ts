import { Client } from "ssh2";

/** What a command on a host printed, and how it ended. */
export interface SshResult {
  exitCode: number;
  stdout: string;
}

/** ms. No check of time: a host that is up has let us in by then, on a busy machine too. */
const HANGS = 60_000;

/**
 * Runs a shell command on a host by SSH, as root.
 *
 * @throws Error when there is no connection within `limit` ms
 */
export function runBySsh(
  host: string,
  privateKey: string,
  command: string,
  limit = HANGS,
): Promise<SshResult> {
  const client = new Client();
  return new Promise<SshResult>((resolve, reject) => {
    client.on("error", reject);
    client.on("ready", () => {
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let stdout = "";
        channel.on("data", (text: Buffer) => {
          stdout += text.toString();
        });
        channel.stderr.resume();
        channel.on("close", (exitCode: number) => resolve({ exitCode, stdout }));
      });
    });
    client.connect({ host, username: "root", privateKey, readyTimeout: limit });
  }).finally(() => client.end());
}
