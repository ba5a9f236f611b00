import { generateKeyPairSync } from "node:crypto";
import { utils } from "ssh2";

/** A key pair for SSH logins. */
export interface SshKeyPair {
  /** In OpenSSH's format, without a passphrase. */
  readonly private: string;
  /** As in authorized_keys: `"ssh-ed25519 AAAA... comment"`. */
  readonly public: string;
}

/**
 * Generates an ed25519 key pair. ssh2's own generator drops leading zero bytes of the public key, and
 * then nothing can read the private key: 1 in 256.
 */
export function generateSshKeyPair(comment = ""): SshKeyPair {
  const { x = "", d = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const key = privateKeyText(Buffer.from(d, "base64url"), Buffer.from(x, "base64url"), comment);
  return { private: key, public: publicKeyOf(key) };
}

/**
 * Returns the public key of a private key without a passphrase, as in authorized_keys.
 *
 * @throws TypeError if the text is not a private key that SSH can read
 */
export function publicKeyOf(privateKey: string): string {
  const key = utils.parseKey(privateKey);
  if (key instanceof Error) throw new TypeError(`Cannot read the SSH key: ${key.message}`);
  if (!key.isPrivateKey()) throw new TypeError("Cannot read the SSH key: it has no private part");
  return `${key.type} ${key.getPublicSSH().toString("base64")} ${key.comment}`.trim();
}

/**
 * Writes an unencrypted ed25519 key.
 *
 * @param seed the private key, 32 bytes
 * @param point the public key, 32 bytes
 * @see PROTOCOL.key of OpenSSH
 */
export function privateKeyText(seed: Buffer, point: Buffer, comment: string): string {
  const publicBlob = Buffer.concat([text("ssh-ed25519"), text(point)]);
  const secret = Buffer.concat([
    // Two equal numbers: with a passphrase they would show that decryption worked.
    Buffer.alloc(8),
    publicBlob,
    text(Buffer.concat([seed, point])),
    text(comment),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, -secret.length & 7));
  const key = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...[text("none"), text("none"), text("")],
    uint32(1),
    text(publicBlob),
    text(Buffer.concat([secret, padding])),
  ]);
  const lines = key.toString("base64").match(/.{1,70}/g) ?? [];
  return [
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    ...lines,
    "-----END OPENSSH PRIVATE KEY-----",
    "",
  ].join("\n");
}

function text(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
