/** Awaits the answer of a gRPC call that takes a callback. */
export function answer<Response>(
  call: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}
