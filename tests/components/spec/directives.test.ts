import { expect, test } from "vitest";
import { type Directives, keepsNothing } from "../../../components/spec/directives";

test.each<[boolean, Directives]>([
  [false, {}],
  [false, { appendonly: "no" }],
  [false, { save: '""' }],
  [false, { appendonly: "yes", save: '""' }],
  [false, { appendonly: "no", save: ["900 1"] }],
  [true, { appendonly: "no", save: '""' }],
  [true, { appendonly: ["yes", "no"], save: [""] }],
])("keepsNothing() is %s for %j", (expected, directives) => {
  expect(keepsNothing(directives)).toBe(expected);
});
