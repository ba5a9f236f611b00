import type { ServerHostKeyAlgorithm } from "ssh2";
import { HOST_KEY_TYPES } from "./hostKeyTypes";

/** The algorithms by which a host shows a key of one of these types, the most wanted first. */
export function hostKeyAlgorithms(types: readonly string[]): ServerHostKeyAlgorithm[] {
  return HOST_KEY_TYPES.filter((type) => types.includes(type)).flatMap(
    (type): ServerHostKeyAlgorithm[] =>
      type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type],
  );
}
