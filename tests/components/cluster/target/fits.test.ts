import { expect, test } from "vitest";
import type { CurrentShard } from "../../../../components/cluster/state/layout";
import { fits, withOwners } from "../../../../components/cluster/target/fits";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";

const FIRST: CurrentShard = {
  slots: [{ start: 0, end: 99 }],
  primary: at(7004),
  replicas: [at(7000)],
};

test("fits() pairs the placed shards with their beginnings, whichever member leads", () => {
  const pairs = fits(EXAMPLE_TOPOLOGY, { shards: [FIRST] });
  expect(pairs?.map(({ target }) => target)).toEqual(EXAMPLE_TOPOLOGY.shards);
  expect(pairs?.map(({ current }) => current)).toEqual([FIRST, undefined, undefined]);
});

test.each<[string, CurrentShard[]]>([
  ["slots of another shard", [{ ...FIRST, slots: [{ start: 5400, end: 5500 }] }]],
  ["a node of another shard", [{ ...FIRST, replicas: [at(7002)] }]],
  ["a node that is not declared", [{ ...FIRST, primary: "gone:1" }]],
  [
    "two beginnings of one shard",
    [FIRST, { slots: [{ start: 200, end: 300 }], primary: at(7000), replicas: [] }],
  ],
])("fits() is undefined for %s", (_, shards) => {
  expect(fits(EXAMPLE_TOPOLOGY, { shards })).toBeUndefined();
});

test("withOwners() lets the owner of the slots stay the primary", () => {
  const pairs = withOwners(fits(EXAMPLE_TOPOLOGY, { shards: [FIRST] }) ?? []);
  expect(pairs.map(({ target }) => target.primary.port)).toEqual([7004, 7003, 7001]);
});

test("withOwners() does not, where the owner has a replica in its domain that the placed primary has not", () => {
  const [a, b, c] = ["A", "B", "B"].map((domain, port) => ({ address: domain, domain, port }));
  if (a === undefined || b === undefined || c === undefined) throw new Error("There are three");
  const target = { slots: [], primary: a, replicas: [b, c] };
  const current = { slots: [], primary: "B:1", replicas: ["A:0", "B:2"] };
  expect(withOwners([{ target, current }])).toEqual([{ target, current }]);
});
