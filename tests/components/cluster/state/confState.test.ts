import { expect, test } from "vitest";
import { formatValue } from "../../../../components/cluster/state/confState";

test.each([
  ["maxmemory", "0", "0"],
  ["maxmemory", "104857600", "100mb"],
  ["maxmemory", "1073741824", "1gb"],
  ["maxmemory", "1610612736", "1536mb"],
  ["maxmemory", "1000000", "1000000"],
  ["repl-backlog-size", "1048576", "1mb"],
  ["maxclients", "1048576", "1048576"],
  ["maxmemory-policy", "noeviction", "noeviction"],
  ["save", "", '""'],
  ["save", "900 1 300 10", '"900 1 300 10"'],
])("formatValue() writes %s %j as %s", (name, value, text) => {
  expect(formatValue(name, value)).toBe(text);
});
