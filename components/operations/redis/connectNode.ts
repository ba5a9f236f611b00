import { Redis } from "ioredis";
import { messageOf } from "../../text/messageOf";

/** ms; without it a connect to a crashed host takes 41 s. */
const CONNECT_LIMIT = 2000;
/** ms; a CLUSTER or CONFIG command takes a few. */
const COMMAND_LIMIT = 5000;
/** ms for each of many nodes, which may share few processors. */
const COMMAND_LIMIT_OF_A_NODE = 80;

export interface ConnectOptions {
  /** ms for the connect. @default 2000 */
  readonly connectLimit?: number;
  /** The number of nodes that are asked at the same time. @default 1 */
  readonly nodes?: number;
}

/**
 * Opens one connection to a node, without retries or redirects. A server without a password is accepted with one
 * too: `observeNode` tells the difference. @throws Error of the socket or the server
 */
export async function connectNode(
  node: { readonly address: string; readonly port: number },
  password: string | undefined,
  { connectLimit = CONNECT_LIMIT, nodes = 1 }: ConnectOptions = {},
): Promise<Redis> {
  const client = new Redis({
    host: node.address,
    port: node.port,
    protocol: 2,
    lazyConnect: true,
    connectTimeout: connectLimit,
    commandTimeout: Math.max(COMMAND_LIMIT, COMMAND_LIMIT_OF_A_NODE * nodes),
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
    // By hand: for a server without a password the library would print a warning.
    if (password !== undefined) await logIn(client, password);
  } catch (error) {
    client.disconnect();
    throw cause ?? error;
  }
  return client;
}

async function logIn(client: Redis, password: string): Promise<void> {
  try {
    await client.auth(password);
  } catch (error) {
    if (!needsNoPassword(error)) throw error;
  }
}

/** What an error says, in words for the user where the library's own do not say who is meant. */
export function connectionProblem(error: unknown): string {
  const message = messageOf(error);
  return message === "Command timed out" ? "the server did not reply in time" : message;
}

/** True for the error with which a server without a password answers AUTH. */
export function needsNoPassword(error: unknown): boolean {
  return /without any password|no password is set/.test(messageOf(error));
}
