import { expect, test } from "vitest";
import { stepsToTry } from "../../../tools/engine/stepsToTry";

test("what is there comes first, a download before a build", () => {
  expect(stepsToTry(undefined, true)).toEqual(["path", "downloaded", "built", "download", "build"]);
});

test("tests and CI never download", () => {
  expect(stepsToTry("", false)).toEqual(["path", "downloaded", "built", "build"]);
  expect(stepsToTry("download", false)).toEqual(["downloaded"]);
});

test("a forced way is the only one", () => {
  expect(stepsToTry("path", true)).toEqual(["path"]);
  expect(stepsToTry("download", true)).toEqual(["downloaded", "download"]);
  expect(stepsToTry("modules", true)).toEqual(["built", "build"]);
});

test("another word is refused by name", () => {
  expect(() => stepsToTry("brew", true)).toThrow(
    new RangeError(
      'Cannot choose the Pulumi CLI as PULUMI_ENGINE must be path, download or modules: "brew"',
    ),
  );
});
