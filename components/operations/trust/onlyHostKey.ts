import type { ConnectConfig } from "ssh2";
import { hostKeyAlgorithms } from "./hostKeyAlgorithms";

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
