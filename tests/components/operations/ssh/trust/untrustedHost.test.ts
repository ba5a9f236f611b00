import { expect, test } from "vitest";
import {
  throwUntrusted,
  UntrustedHost,
} from "../../../../../components/operations/ssh/trust/untrustedHost";

const failed = (reason: Error): PromiseSettledResult<string> => ({ status: "rejected", reason });

test("throwUntrusted() ignores failures of another kind", () => {
  expect(() =>
    throwUntrusted([{ status: "fulfilled", value: "all" }, failed(new Error("Timed out"))]),
  ).not.toThrow();
});

test("throwUntrusted() throws the texts of all untrusted hosts, and further ones", () => {
  const attempts = [new UntrustedHost("a is another"), new Error("x"), new UntrustedHost("b too")];
  expect(() => throwUntrusted(attempts.map(failed))).toThrow(
    new UntrustedHost("a is another\nb too"),
  );
  expect(() => throwUntrusted([], ["c"])).toThrow(new UntrustedHost("c"));
});
