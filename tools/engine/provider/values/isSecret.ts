import { isObject } from "./isObject";
import { SECRET, SIGNATURE, type Value } from "./value";

/** Tells whether the value itself is marked secret; one inside it may still be. */
export function isSecret(value: Value | undefined): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET;
}
