import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { rejectionsOf } from "../../../../components/cluster/plan/rejections";
import { place } from "../../../../components/cluster/spec/placement";
import { noHostFacts } from "../../../../components/cluster/state/hostFacts";
import { targetOf } from "../../../../components/cluster/target/targetOf";
import { EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";
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

test("rejectionsOf() lists all reasons: of the files, of the members, then of the changes", () => {
  const six = formedCluster(place({ ...EXAMPLE, replicas: 0 })).observe();
  const { topology, changes } = targetOf(EXAMPLE, six);
  const rejections = rejectionsOf(topology, OBSERVED, {
    ...GIVEN,
    facts: { ...GIVEN.facts, unreadableRecords: ["192.168.56.65"] },
    members: new Set([...OBSERVED.keys(), "10.9.9.9:1"]),
    changes,
  });
  expect(describeProblems(rejections).filter((line) => !line.startsWith(" "))).toEqual([
    "192.168.56.65: /root/conf/cluster.json is not a record of a cluster",
    "10.9.9.9:1  member of the cluster, but not declared",
    "the cluster has 6 shards, the configuration makes 3: 8191 slots would have to move",
  ]);
});
