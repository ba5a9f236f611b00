import { type Server, ServerCredentials } from "@grpc/grpc-js";

/**
 * Serves a Pulumi plugin as the CLI expects it: on a free loopback port, whose number is the first
 * line of standard output.
 *
 * The CLI holds the other end of standard input and never writes to it, so its end is the one sign
 * of a CLI that went away that also comes when the CLI was killed. `onAbandoned` then settles what
 * is running, and the process exits.
 *
 * @throws Error when no port can be had
 */
export async function serve(server: Server, onAbandoned: () => Promise<void>): Promise<void> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  exitWithoutParent(onAbandoned);
  process.stdout.write(`${port}\n`);
}

function exitWithoutParent(onAbandoned: () => Promise<void>): void {
  const leave = () => void onAbandoned().finally(() => process.exit(0));
  process.stdin.once("end", leave).once("error", leave).resume();
  // Log lines to a CLI that is gone must not end the process before its commands have ended.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
}
