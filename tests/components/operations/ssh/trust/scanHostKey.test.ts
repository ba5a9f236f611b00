import { createServer } from "node:net";
import { expect, test } from "vitest";
import { HOST_KEY_TYPES } from "../../../../../components/operations/ssh/trust/hostKey";
import { scanHostKey } from "../../../../../components/operations/ssh/trust/scanHostKey";
import { makeHostKey, startSshServer } from "../../../../support/sshServer";

const HOST = { address: "127.0.0.1", user: "root" };

test("scanHostKey() returns the most preferred key, or the one of the type that it asks for", async () => {
  const [ed25519, ecdsa] = [makeHostKey("ed25519"), makeHostKey("ecdsa")];
  const server = await startSshServer([ed25519, ecdsa]);
  try {
    const target = { ...HOST, port: server.port };
    expect(await scanHostKey(target, HOST_KEY_TYPES)).toBe(ecdsa.public);
    expect(await scanHostKey(target, ["ssh-ed25519"])).toBe(ed25519.public);
  } finally {
    await server.close();
  }
});

test("scanHostKey() fails where nobody listens", async () => {
  await expect(scanHostKey({ ...HOST, port: 2 }, HOST_KEY_TYPES)).rejects.toThrow(
    "connect ECONNREFUSED 127.0.0.1:2",
  );
});

test("scanHostKey() fails where the other side hangs up", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    await expect(scanHostKey({ ...HOST, port }, HOST_KEY_TYPES)).rejects.toThrow();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
