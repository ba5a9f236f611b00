import { isSecret } from "./isSecret";
import { SECRET, SIGNATURE, type Value } from "./value";

/** Marks a value secret, once. */
export function toSecret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}
