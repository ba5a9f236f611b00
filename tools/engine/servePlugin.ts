import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { messageOf } from "../../components/text/messageOf";

interface Plugin {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
  /** Ends what is running when the CLI has ended; then the process exits. */
  readonly onAbandoned: () => Promise<void>;
}

/** Prints its loopback port first. The end of standard input is the only sign of an ended or killed CLI. */
export async function servePlugin({
  definition,
  implementation,
  onAbandoned,
}: Plugin): Promise<void> {
  const server = new Server(UNLIMITED);
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  exitWithoutParent(onAbandoned);
  process.stdout.write(`${port}\n`);
}

/** gRPC's default limit of 4 MiB is too low for commands with long outputs. */
const UNLIMITED = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

function exitWithoutParent(onAbandoned: () => Promise<void>): void {
  const leave = () => void onAbandoned().finally(() => process.exit(0));
  process.stdin.once("end", leave).once("error", leave).resume();
  // Writing to an ended CLI must not end the process before its commands have ended.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
}

/** Turns a function of a request into a gRPC handler; an error's text becomes the call's error. */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: status.UNKNOWN, details: messageOf(error) }),
      );
  };
}
