import { isObject } from "./isObject";
import type { Value } from "./value";

/** Compares two values as Pulumi does: a null in an object is the same as an absent key. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, i) => isSame(element, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((k) => isSame(a[k], b[k]));
  }
  return (a ?? null) === (b ?? null);
}
