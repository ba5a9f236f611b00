import { createHash } from "node:crypto";

/** Reads a public key, in OpenSSH's form or from the wire: `"ssh-ed25519 AAAA..."`; undefined if not supported. */
export function hostKey(source: string | Buffer): string | undefined {
  if (typeof source !== "string") return hostKey(`${typeOf(source)} ${source.toString("base64")}`);
  const [word, encoded = ""] = source.trim().split(/\s+/);
  const type = HOST_KEY_TYPES.find((known) => known === word);
  const blob = Buffer.from(encoded, "base64");
  const isWhole = blob.toString("base64") === encoded && typeOf(blob) === type;
  return type !== undefined && isWhole ? `${type} ${encoded}` : undefined;
}

/** A key begins with its type: four bytes of length, then the name. */
function typeOf(blob: Buffer): string {
  return blob.length < 4 ? "" : blob.toString("latin1", 4, 4 + blob.readUInt32BE());
}

/** The supported types, in the order of Go's SSH client, with which the official command plugin connects. */
export const HOST_KEY_TYPES = [
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-ed25519",
  "ssh-rsa",
] as const;

/** Names a host key as `ssh-keygen -l` does: `"ssh-ed25519 SHA256:uNiV..."`. */
export function fingerprint(key: string): string {
  const [type = "", encoded = ""] = key.split(" ");
  const hash = createHash("sha256").update(Buffer.from(encoded, "base64")).digest("base64");
  return `${type} SHA256:${hash.replace(/=+$/, "")}`;
}
