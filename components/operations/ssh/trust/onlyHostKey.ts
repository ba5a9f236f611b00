import type { ConnectConfig, ServerHostKeyAlgorithm } from "ssh2";
import { HOST_KEY_TYPES } from "./hostKey";

/** The part of a connection's configuration by which a host may show `key` alone; `seen` hears what it shows. */
export function onlyHostKey(
  key: string,
  seen: (shown: Buffer) => void,
): Pick<ConnectConfig, "algorithms" | "hostVerifier"> {
  const [type = "", encoded = ""] = key.split(" ");
  const wanted = Buffer.from(encoded, "base64");
  return {
    // A host has several keys and would show the one that it likes best.
    algorithms: { serverHostKey: hostKeyAlgorithms([type]) },
    hostVerifier: (shown: Buffer) => {
      seen(shown);
      return shown.equals(wanted);
    },
  };
}

/** The algorithms by which a host shows a key of one of these types, the most wanted first. */
export function hostKeyAlgorithms(types: readonly string[]): ServerHostKeyAlgorithm[] {
  return HOST_KEY_TYPES.filter((type) => types.includes(type)).flatMap(
    (type): ServerHostKeyAlgorithm[] =>
      type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type],
  );
}
