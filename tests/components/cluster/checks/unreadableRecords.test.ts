import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { unreadableRecords } from "../../../../components/cluster/checks/unreadableRecords";

test("unreadableRecords() names the file and what to do, and is empty otherwise", () => {
  const facts = { unreadableRecords: ["10.0.0.2"], directory: "/srv/redis" };
  expect(describeProblems(unreadableRecords(facts))).toEqual([
    "10.0.0.2: /srv/redis/cluster.json is not a record of a cluster",
    "  Copy it from another host. If no other stack uses this directory, remove it: `up` writes it again.",
  ]);
  expect(unreadableRecords({ ...facts, unreadableRecords: [] })).toEqual([]);
});
