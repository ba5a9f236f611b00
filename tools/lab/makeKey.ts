import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { utils } from "ssh2";

/**
 * Gives the public key, in OpenSSH's form, that belongs to the private key at `path`; makes both
 * (`path` and `path.pub`, ed25519, no passphrase) when they are missing.
 */
export function makeKey(path: string): string {
  const publicPath = `${path}.pub`;
  if (!existsSync(publicPath)) {
    const pair = utils.generateKeyPairSync("ed25519", { comment: "redis-cluster-lab" });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pair.private, { mode: 0o600 });
    chmodSync(path, 0o600);
    // The public key last and by renaming: once it is there, both are.
    writeFileSync(`${publicPath}.next`, `${pair.public}\n`);
    renameSync(`${publicPath}.next`, publicPath);
  }
  return readFileSync(publicPath, "utf8").trim();
}
