import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { rejectionsOf } from "../../../../components/cluster/plan/rejections";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import { EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

const OBSERVED = formedCluster(EXAMPLE_TOPOLOGY).observe();
const GIVEN = {
  facts: noHostFacts("/root/conf"),
  adopt: undefined,
  changes: undefined,
  members: new Set(OBSERVED.keys()),
  toCreate: [],
  lost: [],
};

test("rejectionsOf() is empty for a formed cluster that the configuration describes", () => {
  expect(rejectionsOf(EXAMPLE_TOPOLOGY, OBSERVED, GIVEN)).toEqual([]);
});

test("rejectionsOf() lists all reasons: of the files, then of the members", () => {
  const rejections = rejectionsOf(EXAMPLE_TOPOLOGY, OBSERVED, {
    ...GIVEN,
    facts: { ...GIVEN.facts, unreadableRecords: ["192.168.56.65"] },
    members: new Set([...OBSERVED.keys(), "10.9.9.9:1"]),
  });
  expect(describeProblems(rejections).filter((line) => !line.startsWith(" "))).toEqual([
    "192.168.56.65: /root/conf/cluster.json is not a record of a cluster",
    "10.9.9.9:1  member of the cluster, but not declared",
  ]);
});
