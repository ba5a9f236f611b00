import { expect, test } from "vitest";
import {
  throwUntrusted,
  UntrustedHost,
} from "../../../../../components/operations/ssh/trust/untrustedHost";

const failed = (reason: Error): PromiseSettledResult<string> => ({ status: "rejected", reason });

test("throwUntrusted() passes over every failure of another kind", () => {
  expect(() =>
    throwUntrusted([{ status: "fulfilled", value: "all" }, failed(new Error("Timed out"))]),
  ).not.toThrow();
});

test("throwUntrusted() throws all that are untrusted, each on a line", () => {
  const attempts = [new UntrustedHost("a is another"), new Error("x"), new UntrustedHost("b too")];
  expect(() => throwUntrusted(attempts.map(failed))).toThrow(
    new UntrustedHost("a is another\nb too"),
  );
});
