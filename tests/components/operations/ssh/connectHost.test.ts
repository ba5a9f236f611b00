import { createServer } from "node:net";
import { expect, test } from "vitest";
import { connectHost } from "../../../../components/operations/ssh/connectHost";
import { fingerprint } from "../../../../components/operations/ssh/trust/hostKey";
import { UntrustedHost } from "../../../../components/operations/ssh/trust/untrustedHost";
import { makeHostKey, startSshServer } from "../../../support/sshServer";

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

test("connectHost() logs in where the host shows its key, the type of which it asks for", async () => {
  const [ed25519, ecdsa] = [makeHostKey("ed25519"), makeHostKey("ecdsa")];
  const server = await startSshServer([ecdsa, ed25519]);
  const target = { ...TARGET, port: server.port };
  try {
    for (const hostKey of [ed25519.public, ecdsa.public, undefined]) {
      const client = await connectHost({ ...target, hostKey }, { password: "secret" });
      client.end();
    }
  } finally {
    await server.close();
  }
});

test.each([
  ["ed25519", (key: string) => fingerprint(key)],
  ["ecdsa", () => "none of that type (Handshake failed: no matching host key format)"],
] as const)(
  "connectHost() refuses a host that shows no %s key but another",
  async (type, shows) => {
    const [known, shown] = [makeHostKey(type), makeHostKey("ed25519")];
    const server = await startSshServer([shown]);
    const target = { ...TARGET, port: server.port, hostKey: known.public };
    try {
      await expect(connectHost(target, { password: "secret" })).rejects.toThrow(
        new UntrustedHost(
          `Cannot trust root@127.0.0.1 port ${server.port} as its host key is not the known one: it shows ` +
            `${shows(shown.public)}, known is ${fingerprint(known.public)}. Somebody may stand between. ` +
            "If the host itself was given another key, put that into known_hosts or ssh.hostKey in place " +
            "of the old one",
        ),
      );
    } finally {
      await server.close();
    }
  },
);
