import { generateKeyPairSync } from "node:crypto";
import { utils } from "ssh2";
import { expect, test } from "vitest";
import { privateKeyFault } from "../../../components/config/privateKeyFault";
import { USE_PRIVATE_KEY, USE_SSH_KEYGEN } from "../../../components/text/cures/configCures";
import { generateSshKeyPair } from "../../../tools/lab/sshKeyPair";
import { expectCure } from "../../support/expectCure";
import { PRIVATE_KEY } from "../../support/privateKey";

const ADD_TO_AGENT =
  "Add it to an SSH agent with ssh-add, and set ssh.agent to true in place of the key";

const PUBLIC_KEY = generateSshKeyPair().public;

test.each([
  ["as ssh-keygen writes it", PRIVATE_KEY],
  ["with a byte order mark", `\uFEFF${PRIVATE_KEY}`],
  ["with other line ends", PRIVATE_KEY.replaceAll("\n", "\r\n")],
  ["without its last line end", PRIVATE_KEY.trimEnd()],
  ["in PEM", generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(pem("pkcs1"))],
])("privateKeyFault() accepts a key %s", (_, text) => {
  expect(privateKeyFault(String(text))).toBeUndefined();
});

test.each([
  ["a passphrase", withPassphrase(), "has a passphrase, which nobody could enter. ", ADD_TO_AGENT],
  [
    "a passphrase in PKCS #8",
    encryptedPkcs8(),
    "has a passphrase, which nobody could enter. ",
    ADD_TO_AGENT,
  ],
  [
    "the format PKCS #8",
    pkcs8(),
    "is a key in the format PKCS #8, which is not supported. ",
    USE_SSH_KEYGEN,
  ],
  [
    "an end that is missing",
    PRIVATE_KEY.slice(0, 150),
    "is not a private key, or it is damaged (Unsupported key format). ",
    USE_SSH_KEYGEN,
  ],
  [
    "no key in it",
    "garbage",
    "is not a private key, or it is damaged (Unsupported key format). ",
    USE_SSH_KEYGEN,
  ],
  ["the public key in it", PUBLIC_KEY, "is a public key. ", USE_PRIVATE_KEY],
])("privateKeyFault() rejects one with %s, and says what to do", (_, text, fault, cure) => {
  expect(privateKeyFault(text)).toBe(`${fault}${cure}`);
});

test("privateKeyFault() accepts the key that it asks for", () => {
  expectCure(privateKeyFault(pkcs8()) ?? "", USE_SSH_KEYGEN);
  expectCure(privateKeyFault(PUBLIC_KEY) ?? "", USE_PRIVATE_KEY);
  expect(privateKeyFault(PRIVATE_KEY)).toBeUndefined();
});

function pem(type: "pkcs1") {
  return { type, format: "pem" } as const;
}

function withPassphrase(): string {
  return utils.generateKeyPairSync("ed25519", {
    passphrase: "secret",
    cipher: "aes256-ctr",
    rounds: 16,
  }).private;
}

function pkcs8(): string {
  return String(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
}

function encryptedPkcs8(): string {
  const how = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" } as const;
  return String(generateKeyPairSync("ed25519").privateKey.export(how));
}
