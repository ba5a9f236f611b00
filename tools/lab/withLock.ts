import { connect, createServer, type Server, type Socket } from "node:net";

/** How long one program waits for another one that works on the same lab, in ms. */
const LIMIT = 60_000;

/**
 * Runs `act` while no other program works on the lab `id`. The lock is a socket in the kernel's
 * own name space, in no folder: it ends with its program, however that ends, and leaves nothing.
 *
 * @throws Error when another program holds it for 60 s.
 */
export async function withLock<T>(id: string, act: () => Promise<T>): Promise<T> {
  const name = `\0redis-cluster-lab-${id}`;
  const end = performance.now() + LIMIT;
  let server = await take(name);
  while (server === undefined) {
    await holderEnds(name, end - performance.now());
    server = await take(name);
  }
  try {
    return await act();
  } finally {
    await release(server);
  }
}

interface Lock {
  server: Server;
  waiting: Set<Socket>;
}

function take(name: string): Promise<Lock | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => waiting.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => resolve({ server, waiting }));
  });
}

function release({ server, waiting }: Lock): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiting) socket.destroy();
  });
}

/** A connection to the holder's socket closes when it lets go or dies. */
function holderEnds(name: string, limit: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(name);
    const timer = setTimeout(
      () => {
        socket.destroy();
        reject(new Error(`Cannot use the lab as another program works on it: for ${LIMIT} ms`));
      },
      Math.max(limit, 0),
    );
    const go = () => {
      clearTimeout(timer);
      resolve();
    };
    socket.on("error", go);
    socket.on("close", go);
    socket.resume();
  });
}
