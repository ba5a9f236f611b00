import { expect, test } from "vitest";
import { previewOf, stateOf } from "../../../../tools/engine/provider/stateOf";
import { toSecret, UNKNOWN } from "../../../../tools/engine/provider/value";

const inputs = { create: "a", stdin: toSecret("s") };
const state = { ...inputs, stdout: "out", stderr: "err" };

test("the state keeps the inputs' secrets, and adds what was printed in plain", () => {
  expect(stateOf(inputs, { stdout: "out", stderr: "err" })).toEqual(state);
});

test("a preview of a creation knows no output", () => {
  expect(previewOf(inputs)).toEqual({ ...inputs, stdout: UNKNOWN, stderr: UNKNOWN });
});

test.each([
  ["changed", { ...inputs, create: "b" }],
  ["added", { ...inputs, update: "u" }],
  ["removed", { create: "a" }],
  ["unknown", { ...inputs, create: UNKNOWN }],
])("a preview with an input %s knows no output", (_how, news) => {
  expect(previewOf(news, state)).toEqual({ ...news, stdout: UNKNOWN, stderr: UNKNOWN });
});

test("a preview without a change keeps the outputs", () => {
  expect(previewOf(inputs, state)).toEqual(state);
});
