import { expect, test } from "vitest";
import { knownHostsName } from "../../../../components/operations/trust/knownHostsName";

test.each([
  ["Redis-A", 22, "redis-a"],
  ["10.0.0.5", 2222, "[10.0.0.5]:2222"],
  ["::1", 2222, "[::1]:2222"],
])("knownHostsName() writes %s port %i", (address, port, name) => {
  expect(knownHostsName({ address, port })).toBe(name);
});
