import { expect, test } from "vitest";
import { blindStart, describeUninspected } from "../../../../components/cluster/plan/blindStart";

const NODES = ["192.168.56.65:7000", "192.168.56.66:7003"];
const UNINSPECTED = ["Cannot reach root@192.168.56.66 port 22 by SSH: Timed out"];

test("blindStart() names the nodes that must wait, and why hosts were not inspected", () => {
  expect(blindStart({ toCreate: NODES, uninspected: UNINSPECTED })).toBe(
    "Cannot create 192.168.56.65:7000; 192.168.56.66:7003: not every host could be inspected.\n" +
      "  Cannot reach root@192.168.56.66 port 22 by SSH: Timed out\n" +
      "  A server there may know these nodes. It would copy an empty node and lose its data.\n" +
      "  Make every host reachable, then run `up` again.",
  );
});

test.each([
  { toCreate: [], uninspected: UNINSPECTED },
  { toCreate: NODES, uninspected: [] },
])("blindStart() is undefined for %j", (look) => {
  expect(blindStart(look)).toBeUndefined();
});

test("blindStart() counts many nodes and many reasons", () => {
  const toCreate = Array.from({ length: 200 }, (_, index) => `10.0.0.1:${7000 + index}`);
  const uninspected = Array.from({ length: 100 }, (_, index) => `Cannot reach host ${index}`);
  expect(blindStart({ toCreate, uninspected })?.split("\n").slice(0, 5)).toEqual([
    "Cannot create 200 nodes: not every host could be inspected.",
    "  Cannot reach host 0",
    "  Cannot reach host 1",
    "  Cannot reach host 2",
    "  and 97 more",
  ]);
});

test("describeUninspected() warns of what was not inspected, if anything", () => {
  expect(describeUninspected({ uninspected: UNINSPECTED })).toBe(
    "Warning: not everything could be inspected\n" +
      "  Cannot reach root@192.168.56.66 port 22 by SSH: Timed out",
  );
  expect(describeUninspected({ uninspected: [] })).toBe("");
});
