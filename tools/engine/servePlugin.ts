import {
  type handleUnaryCall,
  type Server,
  ServerCredentials,
  type ServerOptions,
  status,
} from "@grpc/grpc-js";

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

/** gRPC's own limit of 4 MiB would refuse what a command printed; the CLI sets none that matters. */
export const serverOptions: ServerOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

/** Turns a function of a request into a gRPC handler; what it throws becomes the call's error text. */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: status.UNKNOWN, details: textOf(error) }),
      );
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
