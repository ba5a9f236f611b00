import type { Client } from "ssh2";
import type { Log } from "./commandOutput";
import type { Connection } from "./connection";
import { dial } from "./dial";

/** Commands at once on one connection; sshd takes 10 by default (MaxSessions). */
const MOST_USERS = 8;
/** ms for which a connection waits for the next command. */
const IDLE_LIMIT = 1000;

/** What a dial needs besides the connection. */
export interface DialContext {
  readonly log: Log;
  /** Fires when the user interrupts the update. */
  readonly cancelled: AbortSignal;
}

/** One connection, or the dialling of it. */
interface Shared {
  readonly client: Promise<Client>;
  /** Takes it out of the list, so that no further command gets it. */
  readonly drop: () => void;
  users: number;
  idle?: NodeJS.Timeout;
}

/**
 * The SSH connections to the hosts, each shared by the commands that reach a host in the same way: a
 * login takes longer than most commands, and many at once meet sshd's MaxStartups.
 */
export class HostClients {
  readonly #shared = new Map<string, Shared[]>();

  /**
   * Runs `work` on a connection that is open, or else on a new one. A host that takes fewer sessions
   * on one connection gets one more connection.
   *
   * @throws Error when the host cannot be reached, or what `work` throws
   */
  async use<T>(
    connection: Connection,
    context: DialContext,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    const shared = this.#reserve(connection, context);
    try {
      return await work(await shared.client);
    } catch (error) {
      if (!isRefusedSession(error)) throw error;
    } finally {
      this.#free(shared);
    }
    const own = await dial(connection, context.log, context.cancelled);
    try {
      return await work(own);
    } finally {
      own.end();
    }
  }

  #reserve(connection: Connection, { log, cancelled }: DialContext): Shared {
    const key = JSON.stringify(connection);
    const open = this.#shared.get(key) ?? [];
    const found = open.find(({ users }) => users < MOST_USERS);
    if (found !== undefined) {
      clearTimeout(found.idle);
      found.users += 1;
      return found;
    }
    const drop = () => this.#drop(key, made);
    const made: Shared = { client: dial(connection, log, cancelled), drop, users: 1 };
    this.#shared.set(key, [...open, made]);
    // A host that could not be reached is dialled anew by the next command, as is one that was lost.
    made.client.then((client) => client.once("close", drop), drop);
    return made;
  }

  #free(shared: Shared): void {
    shared.users -= 1;
    if (shared.users === 0) shared.idle = setTimeout(end, IDLE_LIMIT, shared).unref();
  }

  #drop(key: string, shared: Shared): void {
    const left = (this.#shared.get(key) ?? []).filter((one) => one !== shared);
    if (left.length > 0) this.#shared.set(key, left);
    else this.#shared.delete(key);
  }
}

function end(shared: Shared): void {
  shared.drop();
  // One that could not be dialled has told those who waited for it.
  void shared.client.then(
    (client) => client.end(),
    () => undefined,
  );
}

/** Whether the host refused one more session on a connection, so that nothing has run; only then has ssh2 a `reason`. */
function isRefusedSession(error: unknown): boolean {
  return error instanceof Error && "reason" in error;
}
