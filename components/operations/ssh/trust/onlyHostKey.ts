import type { ConnectConfig, ServerHostKeyAlgorithm } from "ssh2";
import { HOST_KEY_TYPES } from "./hostKey";

/** The part of a connection's configuration that accepts `key` only. `presented` receives the host's key. */
export function onlyHostKey(
  key: string,
  presented: (key: Buffer) => void,
): Pick<ConnectConfig, "algorithms" | "hostVerifier"> {
  const [type = "", encoded = ""] = key.split(" ");
  const wanted = Buffer.from(encoded, "base64");
  return {
    // A host has several keys and presents the one that it prefers.
    algorithms: { serverHostKey: hostKeyAlgorithms([type]) },
    hostVerifier: (found: Buffer) => {
      presented(found);
      return found.equals(wanted);
    },
  };
}

export function hostKeyAlgorithms(types: readonly string[]): ServerHostKeyAlgorithm[] {
  return HOST_KEY_TYPES.filter((type) => types.includes(type)).flatMap(
    (type): ServerHostKeyAlgorithm[] =>
      type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type],
  );
}
