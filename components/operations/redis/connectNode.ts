import { Redis } from "ioredis";

/** ms; without it a connect to a crashed host takes 41 s. */
const CONNECT_LIMIT = 2000;
/** ms; a CLUSTER or CONFIG command takes a few. */
const COMMAND_LIMIT = 5000;

export interface ConnectOptions {
  /** ms for the connect. @default 2000 */
  readonly connectLimit?: number;
}

/** Opens one connection to a node, without retries or redirects. @throws Error of the socket or the server */
export async function connectNode(
  node: { readonly address: string; readonly port: number },
  password: string | undefined,
  { connectLimit = CONNECT_LIMIT }: ConnectOptions = {},
): Promise<Redis> {
  const client = new Redis({
    host: node.address,
    port: node.port,
    ...(password === undefined ? {} : { password }),
    protocol: 2,
    lazyConnect: true,
    connectTimeout: connectLimit,
    commandTimeout: COMMAND_LIMIT,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let cause: Error | undefined;
  client.on("error", (error: Error) => {
    cause = error;
  });
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw cause ?? error;
  }
  return client;
}
