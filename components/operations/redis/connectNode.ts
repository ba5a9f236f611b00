import { Redis } from "ioredis";

/** ms; a connect to a crashed host takes 41 s without a limit of our own. */
const CONNECT_LIMIT = 2000;
/** ms; CLUSTER and CONFIG commands take a few, a node that is slower than this is not healthy. */
const COMMAND_LIMIT = 5000;

/**
 * Connects to one node for CLUSTER and CONFIG commands: one connection, no retry, nothing followed.
 *
 * @throws Error with what the socket said, such as `connect ECONNREFUSED 192.168.56.65:7000`.
 */
export async function connectNode(
  node: { readonly address: string; readonly port: number },
  password: string | undefined,
  connectLimit = CONNECT_LIMIT,
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
