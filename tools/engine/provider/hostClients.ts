import type { Client } from "ssh2";
import { type DialOptions, dial } from "./dial";

/** Commands at a time on one connection; sshd allows 10 by default (MaxSessions). */
const MOST_USERS = 8;
/** ms that an unused connection stays open for the next command. */
const IDLE_LIMIT = 1000;

interface Shared {
  readonly client: Promise<Client>;
  readonly drop: () => void;
  users: number;
  idle?: NodeJS.Timeout;
}

/** Commands share connections: a login takes long, and many at a time exceed sshd's MaxStartups. */
export class HostClients {
  readonly #shared = new Map<string, Shared[]>();

  /** Uses a new connection if the host allows no further session. @throws Error if it is unreachable */
  async use<T>(options: DialOptions, work: (client: Client) => Promise<T>): Promise<T> {
    const shared = this.#reserve(options);
    try {
      return await work(await shared.client);
    } catch (error) {
      if (!isSessionRejected(error)) throw error;
    } finally {
      this.#free(shared);
    }
    const own = await dial(options);
    try {
      return await work(own);
    } finally {
      own.end();
    }
  }

  #reserve(options: DialOptions): Shared {
    const key = JSON.stringify(options.connection);
    const open = this.#shared.get(key) ?? [];
    const found = open.find(({ users }) => users < MOST_USERS);
    if (found !== undefined) {
      clearTimeout(found.idle);
      found.users += 1;
      return found;
    }
    const drop = () => this.#drop(key, made);
    const made: Shared = { client: dial(options), drop, users: 1 };
    this.#shared.set(key, [...open, made]);
    // After a failed dial or a lost connection the next command dials again.
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
  // A failed dial was already reported to those who waited for it.
  void shared.client.then(
    (client) => client.end(),
    () => undefined,
  );
}

/** True if the host opened no session and nothing ran: only then ssh2 sets `reason`. */
function isSessionRejected(error: unknown): boolean {
  return error instanceof Error && "reason" in error;
}
