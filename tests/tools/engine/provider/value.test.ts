import { expect, test } from "vitest";
import { toPlain, toSecret } from "../../../../tools/engine/provider/value";

test("secrets are opened at every depth", () => {
  const value = { a: [toSecret({ b: toSecret("c") })], d: 1, e: null };
  expect(toPlain(toSecret(value))).toEqual({ a: [{ b: "c" }], d: 1, e: null });
});

test("a value is marked once", () => {
  expect(toSecret(toSecret("a"))).toEqual(toSecret("a"));
});
