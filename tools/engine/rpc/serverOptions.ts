import type { ServerOptions } from "@grpc/grpc-js";

/** gRPC's own limit of 4 MiB would refuse what a command printed; the CLI sets none that matters. */
export const serverOptions: ServerOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};
