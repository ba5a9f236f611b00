import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "ssh2";
import type { Log } from "./commandOutput";
import type { Connection } from "./connection";
import { sshConfig } from "./sshConfig";

const FIRST_PAUSE = 100; // ms
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE = 5000; // ms

/**
 * Opens an SSH connection, and tries again as often as `dialErrorLimit` says, with pauses from 0.1 s
 * growing by half to 5 s.
 *
 * @throws Error `"after 10 failed attempts: ..."` with the last cause, or `"context canceled"`
 * @see pulumi-command v1.2.1, provider/pkg/provider/remote/connection.go
 */
export async function dial(
  connection: Connection,
  log: Log,
  cancelled: AbortSignal,
): Promise<Client> {
  // Loaded here, since a stack of local commands never needs it.
  const ssh2: typeof import("ssh2") = createRequire(__filename)("ssh2");
  const config = sshConfig(connection, ssh2.utils);
  const limit = connection.dialErrorLimit;
  for (let failed = 0, pause = FIRST_PAUSE; ; failed++, pause *= PAUSE_GROWTH) {
    if (cancelled.aborted) throw new Error("context canceled");
    try {
      return await connect(new ssh2.Client(), config, connection.password ?? "", cancelled);
    } catch (error) {
      if (cancelled.aborted) throw new Error("context canceled");
      if (limit >= 0 && failed >= limit) {
        const cause = error instanceof Error ? error.message : String(error);
        throw new Error(`after ${failed} failed attempts: ${describe(connection)}: ${cause}`);
      }
      log(`Dial ${failed + 1}/${limit < 0 ? "inf" : limit} failed: retrying`);
    }
    await delay(Math.min(pause, LONGEST_PAUSE), undefined, { signal: cancelled }).catch(() => {});
  }
}

function connect(
  client: Client,
  config: Parameters<Client["connect"]>[0],
  password: string,
  cancelled: AbortSignal,
): Promise<Client> {
  return new Promise((resolve, reject) => {
    const giveUp = () => client.destroy();
    const fail = (error: Error) => {
      cancelled.removeEventListener("abort", giveUp);
      client.destroy();
      reject(error);
    };
    cancelled.addEventListener("abort", giveUp, { once: true });
    client.on("error", fail);
    client.on("close", () => fail(new Error("the host closed the connection")));
    client.on("keyboard-interactive", (_name, _text, _language, prompts, answer) =>
      answer(prompts.map(() => password)),
    );
    client.once("ready", () => {
      cancelled.removeEventListener("abort", giveUp);
      client.off("error", fail).on("error", () => undefined);
      resolve(client);
    });
    client.connect(config);
    // As Go dials: else each small packet of the handshake waits 40 ms for the one before.
    client.setNoDelay(true);
  });
}

function describe(connection: Connection): string {
  return `ssh ${connection.user}@${connection.host}, port ${connection.port}`;
}
