import { expect, test } from "vitest";
import { openHostProblems } from "../../../components/config/openHostProblems";

function problemsOf(allowNoPassword: boolean, ...addresses: readonly string[]): string[] {
  const hosts = addresses.map((address) => ({ address }));
  return openHostProblems({ hosts, allowNoPassword }).map(
    ({ path, reason }) => `${path} ${reason}`,
  );
}

test("openHostProblems() accepts private and documentation addresses", () => {
  expect(problemsOf(false, "10.1.0.11", "100.64.0.1", "fd00::1", "203.0.113.1")).toEqual([]);
});

test("openHostProblems() rejects public addresses", () => {
  expect(problemsOf(false, "10.1.0.11", "8.8.8.8")).toEqual([
    "password must be set: 8.8.8.8 is a public address, and anyone could read and write. " +
      "Set it, or allowNoPassword: true",
  ]);
  expect(problemsOf(false, "8.8.8.8", "2606:4700::1111")).toEqual([
    "password must be set: 8.8.8.8, 2606:4700::1111 are public addresses, and anyone could read and write. " +
      "Set it, or allowNoPassword: true",
  ]);
});

test("openHostProblems() counts many", () => {
  const [problem] = problemsOf(false, ...[1, 2, 3, 4, 5].map((last) => `8.8.8.${last}`));
  expect(problem).toContain("8.8.8.1, 8.8.8.2, 8.8.8.3 and 2 more are public addresses");
});

test("openHostProblems() accepts them if that is meant", () => {
  expect(problemsOf(true, "8.8.8.8")).toEqual([]);
});
