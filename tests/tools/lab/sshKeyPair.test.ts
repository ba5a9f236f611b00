import { createPrivateKey, createPublicKey } from "node:crypto";
import { utils } from "ssh2";
import { describe, expect, test } from "vitest";
import { generateSshKeyPair, privateKeyText, publicKeyOf } from "../../../tools/lab/sshKeyPair";

/** PKCS 8 of an ed25519 key, without its last 32 bytes: the seed. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The public key of a seed, computed by node:crypto. */
function pointOf(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}

describe("generateSshKeyPair()", () => {
  test("always generates a key that ssh2 reads: 3,000 of 3,000", () => {
    const unreadable = Array.from({ length: 3_000 }, () => generateSshKeyPair().private).filter(
      (key) => utils.parseKey(key) instanceof Error,
    );
    expect(unreadable).toEqual([]);
  }, 60_000);

  test("gives a public key that verifies what the private key signs", () => {
    const pair = generateSshKeyPair("comment");
    expect(pair.public).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[\w+/]{43} comment$/);
    const [key, publicKey] = [pair.private, pair.public].map((text) => utils.parseKey(text));
    if (key === undefined || key instanceof Error) throw new Error("no private key");
    if (publicKey === undefined || publicKey instanceof Error) throw new Error("no public key");
    expect(publicKey.verify("text", key.sign("text"))).toBe(true);
    expect(publicKey.verify("other", key.sign("text"))).toBe(false);
  });

  test("never gives the same key twice", () => {
    expect(generateSshKeyPair().private).not.toBe(generateSshKeyPair().private);
  });
});

describe("privateKeyText()", () => {
  test("keeps the leading zeros of a public key, which ssh2's own generator drops", () => {
    const pairs = Array.from({ length: 1_000 }, (_, index) => {
      const seed = Buffer.alloc(32);
      seed.writeUInt32BE(index);
      return { seed, point: pointOf(seed) };
    });
    const withZero = pairs.filter(({ point }) => point[0] === 0);
    expect(withZero.length).toBeGreaterThan(0);
    for (const { seed, point } of withZero) {
      const [, blob = ""] = publicKeyOf(privateKeyText(seed, point, "")).split(" ");
      expect(Buffer.from(blob, "base64").subarray(-32)).toEqual(point);
    }
  });

  test.each(["", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678"])(
    "pads the block after the comment %j",
    (comment) => {
      const seed = Buffer.alloc(32, 7);
      const key = privateKeyText(seed, pointOf(seed), comment);
      expect(publicKeyOf(key).split(" ").slice(2).join(" ")).toBe(comment);
    },
  );
});

describe("publicKeyOf()", () => {
  test.each([
    ["", "Unsupported key format"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "OpenSSH"],
    [generateSshKeyPair().public, "it has no private part"],
  ])("rejects %j", (text, reason) => {
    expect(() => publicKeyOf(text)).toThrow(TypeError);
    expect(() => publicKeyOf(text)).toThrow(reason);
  });
});
