import fc from "fast-check";
import { expect, test } from "vitest";
import { diff } from "../../../../tools/engine/provider/diff";
import { toSecret, UNKNOWN, type Value } from "../../../../tools/engine/provider/value";

function changes(olds: Record<string, Value>, news: Record<string, Value>) {
  return Object.fromEntries(diff(olds, news));
}

test("each change is named by its path", () => {
  expect(
    changes(
      { create: "a", delete: "d", environment: { A: "1", B: "2", "C-D": "3" }, triggers: [1, 2] },
      { create: "b", stdin: "s", environment: { A: "1", B: "3", "C-D": "4" }, triggers: [1, 3, 4] },
    ),
  ).toEqual({
    create: "update",
    delete: "delete",
    stdin: "add",
    "environment.B": "update",
    'environment["C-D"]': "update",
    "triggers[1]": "update",
    "triggers[2]": "add",
  });
});

test("a secret is one path, whatever changed in it", () => {
  const [old, now] = [
    { host: "a", user: "root" },
    { host: "b", user: "root" },
  ];
  expect(changes({ connection: toSecret(old) }, { connection: toSecret(now) })).toEqual({
    connection: "update",
  });
  expect(changes({ stdin: toSecret("a") }, { stdin: toSecret("a") })).toEqual({});
  expect(changes({ stdin: "a" }, { stdin: toSecret("a") })).toEqual({ stdin: "update" });
});

test("what is not known yet counts as changed, what Pulumi adds for itself does not", () => {
  expect(changes({ stdin: "a" }, { stdin: UNKNOWN })).toEqual({ stdin: "update" });
  expect(changes({ __internal: "a" }, { __defaults: [], version: "1.2.1" })).toEqual({});
  expect(changes({ update: null }, {})).toEqual({});
});

test("equal inputs never differ", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
      const properties: Record<string, Value> = JSON.parse(JSON.stringify(inputs));
      expect(changes(properties, JSON.parse(JSON.stringify(properties)))).toEqual({});
    }),
  );
});
