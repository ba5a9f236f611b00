import { expect, test } from "vitest";
import { requireRecords } from "../../../../components/operations/converge/hostRecords";
import { recordOf } from "../../../support/actBench";

const RECORD = recordOf(new Map([["10.0.0.1:7000", "aa"]]));

test("requireRecords() has the records of the hosts that have one", () => {
  const found = [
    ["10.0.0.1", RECORD],
    ["10.0.0.2", undefined],
    ["10.0.0.3", { ...RECORD, generation: 2 }],
  ] as const;
  expect(requireRecords(found, { directory: "/root/conf" })).toEqual([
    RECORD,
    { ...RECORD, generation: 2 },
  ]);
  expect(requireRecords([], { directory: "/root/conf" })).toEqual([]);
});

test("requireRecords() names the file that is no record, and what to do", () => {
  const found = [
    ["10.0.0.1", RECORD],
    ["10.0.0.2", "unreadable"],
  ] as const;
  expect(() => requireRecords(found, { directory: "/srv/redis" })).toThrow(
    new Error(
      "Cannot read /srv/redis/cluster.json on 10.0.0.2: it is not a record of a cluster. Copy it from " +
        "another host. If no other stack uses this directory, remove it: `up` writes it again",
    ),
  );
});
