import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import type { Client, ConnectConfig } from "ssh2";
import { messageOf } from "../../../components/text/messageOf";
import type { Log } from "./commandOutput";
import type { Connection } from "./connection";
import { sshConfig } from "./sshConfig";

const FIRST_PAUSE = 100; // ms
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE = 5000; // ms

export interface DialOptions {
  readonly connection: Connection;
  readonly log: Log;
  /** Fires when the user interrupts the update. */
  readonly cancelled: AbortSignal;
}

/**
 * Opens an SSH connection, with `dialErrorLimit` retries.
 * @throws Error `"after 10 failed attempts: ..."` with the last cause, or `"context canceled"`
 * @see pulumi-command v1.2.1, provider/pkg/provider/remote/connection.go
 */
export async function dial({ connection, log, cancelled }: DialOptions): Promise<Client> {
  // Loaded here: a stack of local commands never needs it.
  const ssh2: typeof import("ssh2") = createRequire(__filename)("ssh2");
  const config = sshConfig(connection, ssh2.utils);
  const limit = connection.dialErrorLimit;
  for (let failed = 0, pause = FIRST_PAUSE; ; failed++, pause *= PAUSE_GROWTH) {
    if (cancelled.aborted) throw new Error("context canceled");
    try {
      return await connect(new ssh2.Client(), { config, cancelled });
    } catch (error) {
      if (cancelled.aborted) throw new Error("context canceled");
      if (failed >= limit) {
        const { user, host, port } = connection;
        throw new Error(
          `after ${failed} failed attempts: ssh ${user}@${host}, port ${port}: ${messageOf(error)}`,
        );
      }
      log(`Dial ${failed + 1}/${limit} failed: retrying`);
    }
    await delay(Math.min(pause, LONGEST_PAUSE), undefined, { signal: cancelled }).catch(() => {});
  }
}

interface Attempt {
  readonly config: ConnectConfig;
  readonly cancelled: AbortSignal;
}

function connect(client: Client, { config, cancelled }: Attempt): Promise<Client> {
  return new Promise((resolve, reject) => {
    const giveUp = () => client.destroy();
    const fail = (error: Error) => {
      cancelled.removeEventListener("abort", giveUp);
      client.destroy();
      reject(error);
    };
    // After an agent that does not answer ssh2 tries the password.
    const failUnlessNext = (error: Error) => {
      if (!isOfAgent(error) || config.password === undefined) fail(error);
    };
    cancelled.addEventListener("abort", giveUp, { once: true });
    client.on("error", failUnlessNext);
    client.on("close", () => fail(new Error("the host closed the connection")));
    client.on("keyboard-interactive", (...[, , , prompts, answer]) =>
      answer(prompts.map(() => config.password ?? "")),
    );
    client.once("ready", () => {
      cancelled.removeEventListener("abort", giveUp);
      client.off("error", failUnlessNext).on("error", () => undefined);
      resolve(client);
    });
    client.connect(config);
    // As Go does: with Nagle's algorithm each small packet of the handshake waits 40 ms for an ACK.
    client.setNoDelay(true);
  });
}

/** `ssh2` adds to an error where it occurred. */
function isOfAgent(error: Error): boolean {
  return "level" in error && error.level === "agent";
}
