import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { generateSshKeyPair, publicKeyOf } from "./sshKeyPair";
import { writeWhole } from "./writeWhole";

/**
 * Returns the public key, in OpenSSH's form, of the private key at `path`. Creates both (`path` and
 * `path.pub`, ed25519, no passphrase) if the private key is missing or SSH cannot read it.
 *
 * @param log is told that a key was replaced
 */
export function makeKey(path: string, log: (line: string) => void = () => {}): string {
  const publicKey = storedKey(path) ?? createKey(path, log);
  const publicPath = `${path}.pub`;
  const stored = existsSync(publicPath) ? readFileSync(publicPath, "utf8").trim() : "";
  if (stored !== publicKey) writeWhole(publicPath, `${publicKey}\n`);
  return publicKey;
}

function storedKey(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  try {
    return publicKeyOf(text);
  } catch {
    return undefined;
  }
}

function createKey(path: string, log: (line: string) => void): string {
  if (existsSync(path)) log(`The SSH key ${path} cannot be read. Replacing it with a new one.`);
  const pair = generateSshKeyPair("redis-cluster-lab");
  mkdirSync(dirname(path), { recursive: true });
  writeWhole(path, pair.private, 0o600);
  return pair.public;
}
