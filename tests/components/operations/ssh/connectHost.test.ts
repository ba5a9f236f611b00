import { createServer } from "node:net";
import { expect, test } from "vitest";
import { connectHost } from "../../../../components/operations/ssh/connectHost";
import { fingerprint } from "../../../../components/operations/ssh/trust/hostKey";
import { UntrustedHost } from "../../../../components/operations/ssh/trust/untrustedHost";
import { REMOVE_HOST_KEY, replaceHostKey } from "../../../../components/text/cures/runCures";
import { makeHostKey, startSshServer } from "../../../support/sshServer";

const TARGET = { address: "127.0.0.1", port: 2, user: "root" };

test("connectHost() names the target where nobody listens", async () => {
  await expect(connectHost(TARGET, { password: "secret" })).rejects.toThrow(
    new Error("Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2"),
  );
});

test("connectHost() names the target when the private key cannot be read, and does not print it", async () => {
  await expect(connectHost(TARGET, { privateKey: "THE KEY" })).rejects.toThrow(
    new Error(
      "Cannot reach root@127.0.0.1 port 2 by SSH: Cannot parse privateKey: Unsupported key format",
    ),
  );
});

test("connectHost() names a target that hangs up", async () => {
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

test("connectHost() logs in when the host presents the known key, whose type it asks for", async () => {
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
  [
    "ed25519",
    (key: string) => fingerprint(key),
    (key: string, port: number) => replaceHostKey(`[127.0.0.1]:${port} ${key}`),
  ],
  [
    "ecdsa",
    () => "no key of that type (Handshake failed: no matching host key format)",
    () => REMOVE_HOST_KEY,
  ],
] as const)(
  "connectHost() rejects a host that presents another key than the known %s one",
  async (type, found, cure) => {
    const [known, presented] = [makeHostKey(type), makeHostKey("ed25519")];
    const server = await startSshServer([presented]);
    const target = { ...TARGET, port: server.port, hostKey: known.public };
    try {
      await expect(connectHost(target, { password: "secret" })).rejects.toThrow(
        new UntrustedHost(
          `The SSH host key of root@127.0.0.1 port ${server.port} is not the known one. ` +
            "This may be a man-in-the-middle attack.\n" +
            `  presented  ${found(presented.public)}\n` +
            `  known      ${fingerprint(known.public)}\n` +
            `  Nothing was sent to the host. ${cure(presented.public, server.port)}`,
        ),
      );
    } finally {
      await server.close();
    }
  },
);

test("connectHost() says that the host accepts none of the login methods", async () => {
  const server = await startSshServer([makeHostKey("ed25519")]);
  try {
    const target = { ...TARGET, port: server.port };
    await expect(connectHost(target, { password: "wrong" })).rejects.toThrow(
      new Error(
        `Cannot reach root@127.0.0.1 port ${server.port} by SSH: ` +
          "the host accepts none of the configured login methods",
      ),
    );
  } finally {
    await server.close();
  }
});
