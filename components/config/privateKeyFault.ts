import { utils } from "ssh2";
import { USE_AGENT, USE_PRIVATE_KEY, USE_SSH_KEYGEN } from "../text/cures/configCures";

/** Says why nobody can log in with the text of a private key, to follow its path; undefined if it is one. */
export function privateKeyFault(text: string): string | undefined {
  const key = utils.parseKey(text);
  if (key instanceof Error) {
    // Of `ssh2`: "Encrypted private OpenSSH key detected, but no passphrase given".
    const isEncrypted = /encrypted/i.test(key.message) || text.includes(" ENCRYPTED ");
    if (isEncrypted) return `has a passphrase, which nobody could enter. ${USE_AGENT}`;
    return text.includes("-----BEGIN PRIVATE KEY-----")
      ? `is a key in the format PKCS #8, which is not supported. ${USE_SSH_KEYGEN}`
      : `is not a private key, or it is damaged (${key.message}). ${USE_SSH_KEYGEN}`;
  }
  return [key].flat().some((one) => one.isPrivateKey())
    ? undefined
    : `is a public key. ${USE_PRIVATE_KEY}`;
}
