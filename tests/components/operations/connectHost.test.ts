import { createServer } from "node:net";
import { expect, test } from "vitest";
import { connectHost } from "../../../components/operations/connectHost";

const TARGET = { address: "127.0.0.1", port: 2, user: "root" };

test("connectHost() names the target where nobody listens", async () => {
  await expect(connectHost(TARGET, { password: "secret" })).rejects.toThrow(
    new Error("Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2"),
  );
});

test("connectHost() names the target of a key that is none, and does not print it", async () => {
  await expect(connectHost(TARGET, { privateKey: "THE KEY" })).rejects.toThrow(
    new Error(
      "Cannot reach root@127.0.0.1 port 2 by SSH: Cannot parse privateKey: Unsupported key format",
    ),
  );
});

test("connectHost() names the target that hangs up", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    await expect(connectHost({ ...TARGET, port }, { password: "secret" })).rejects.toThrow(
      `Cannot reach root@127.0.0.1 port ${port} by SSH: `,
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
