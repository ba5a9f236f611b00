import { expect, test } from "vitest";
import { findHostKey } from "../../../../../components/operations/ssh/trust/findHostKey";
import { fingerprint } from "../../../../../components/operations/ssh/trust/hostKey";
import { UntrustedHost } from "../../../../../components/operations/ssh/trust/untrustedHost";
import { makeHostKey, startSshServer } from "../../../../support/sshServer";

const [ED25519, ECDSA] = [makeHostKey("ed25519"), makeHostKey("ecdsa")];
// Nobody listens there, so whatever is found was found without asking.
const TARGET = { address: "127.0.0.1", port: 2, user: "root" };
const EMPTY = { text: "", file: "known_hosts" };

test("findHostKey() finds the configured key", async () => {
  expect(await findHostKey({ ...TARGET, hostKey: ED25519.public }, EMPTY)).toEqual({
    key: ED25519.public,
    isNew: false,
  });
});

test("findHostKey() finds the most preferred key of the file", async () => {
  const text = `[127.0.0.1]:2 ${ED25519.public}\n[127.0.0.1]:2 ${ECDSA.public}\n`;
  expect(await findHostKey(TARGET, { ...EMPTY, text })).toEqual({
    key: ECDSA.public,
    isNew: false,
  });
});

test("findHostKey() asks a host that the file does not have", async () => {
  const server = await startSshServer([ED25519, ECDSA]);
  try {
    const target = { ...TARGET, port: server.port };
    const text = `[127.0.0.1]:2 ${ED25519.public}\n`;
    expect(await findHostKey(target, { ...EMPTY, text })).toEqual({
      key: ECDSA.public,
      isNew: true,
    });
  } finally {
    await server.close();
  }
});

test("findHostKey() rejects a host that cannot be asked", async () => {
  await expect(findHostKey(TARGET, EMPTY)).rejects.toThrow(
    new UntrustedHost(
      "Cannot get the SSH host key of 127.0.0.1 port 2, which is not in known_hosts: " +
        "connect ECONNREFUSED 127.0.0.1:2. Try again when the host is reachable.",
    ),
  );
});

test("findHostKey() rejects a host that presents a revoked key", async () => {
  const server = await startSshServer([ED25519]);
  try {
    const target = { ...TARGET, port: server.port };
    const text = `@revoked * ${ED25519.public}\n`;
    await expect(findHostKey(target, { ...EMPTY, text })).rejects.toThrow(
      new UntrustedHost(
        `The SSH host key of 127.0.0.1 port ${server.port} is revoked in known_hosts: ` +
          `${fingerprint(ED25519.public)}. This may be a man-in-the-middle attack. ` +
          "Nothing was sent to the host.",
      ),
    );
  } finally {
    await server.close();
  }
});
