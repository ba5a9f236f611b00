import { type handleUnaryCall, status } from "@grpc/grpc-js";

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
