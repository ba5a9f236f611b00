import { expect, test } from "vitest";
import { findHostKey } from "../../../../components/operations/trust/findHostKey";
import { UntrustedHost } from "../../../../components/operations/trust/untrustedHost";
import { makeHostKey, startSshServer } from "../../../support/sshServer";

const [ED25519, ECDSA] = [makeHostKey("ed25519"), makeHostKey("ecdsa")];
// Nobody listens there, so whatever is found was found without asking.
const TARGET = { address: "127.0.0.1", port: 2, user: "root" };

test("findHostKey() finds the configured key", async () => {
  const found = findHostKey({ ...TARGET, hostKey: ED25519.public }, "", "known_hosts");
  expect(await found).toEqual({ key: ED25519.public, isNew: false });
});

test("findHostKey() finds the most wanted key of the file", async () => {
  const text = `[127.0.0.1]:2 ${ED25519.public}\n[127.0.0.1]:2 ${ECDSA.public}\n`;
  expect(await findHostKey(TARGET, text, "known_hosts")).toEqual({
    key: ECDSA.public,
    isNew: false,
  });
});

test("findHostKey() asks a host that the file does not have", async () => {
  const server = await startSshServer([ED25519, ECDSA]);
  try {
    const target = { ...TARGET, port: server.port };
    const text = `[127.0.0.1]:2 ${ED25519.public}\n`;
    expect(await findHostKey(target, text, "known_hosts")).toEqual({
      key: ECDSA.public,
      isNew: true,
    });
  } finally {
    await server.close();
  }
});

test("findHostKey() refuses a host that cannot be asked", async () => {
  await expect(findHostKey(TARGET, "", "known_hosts")).rejects.toThrow(
    new UntrustedHost(
      "Cannot trust 127.0.0.1 port 2 as known_hosts has no key of it and it could not be asked for " +
        "one: connect ECONNREFUSED 127.0.0.1:2. Try again when it can be reached",
    ),
  );
});
