import { createHash } from "node:crypto";

/** Names a host key as `ssh-keygen -l` does: `"ssh-ed25519 SHA256:uNiV..."`. */
export function fingerprint(key: string): string {
  const [type = "", encoded = ""] = key.split(" ");
  const hash = createHash("sha256").update(Buffer.from(encoded, "base64")).digest("base64");
  return `${type} SHA256:${hash.replace(/=+$/, "")}`;
}
