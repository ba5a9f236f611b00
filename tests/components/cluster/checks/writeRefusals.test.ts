import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import {
  REFUSES_WRITES,
  refusingPrimaries,
  writeRefusals,
} from "../../../../components/cluster/checks/writeRefusals";
import {
  MAKE_ROOM_ON_DISK,
  WRITE_WITHOUT_SNAPSHOTS,
} from "../../../../components/text/cures/clusterCures";
import { answeringNode } from "../../../support/answeringNode";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { formedCluster } from "../../../support/formedCluster";

test("writeRefusals() is empty for a healthy cluster", () => {
  const observed = formedCluster(EXAMPLE_TOPOLOGY).observe();
  expect(writeRefusals(observed)).toEqual([]);
  expect(refusingPrimaries(observed)).toEqual([]);
});

test.each([
  ["MISCONF Redis is configured to save RDB snapshots, but cannot", WRITE_WITHOUT_SNAPSHOTS],
  ["MISCONF Errors writing to the AOF file: No space left on device", MAKE_ROOM_ON_DISK],
])("writeRefusals() repeats the server's words and says what to do: %s", (words, advice) => {
  const observed = new Map([[at(7000), answeringNode(at(7000), { refusesWrites: words })]]);
  expect(describeProblems(writeRefusals(observed))).toEqual([
    `${at(7000)}  ${REFUSES_WRITES}: ${words}`,
    `                    ${advice}`,
  ]);
});

test("refusingPrimaries() leaves replicas out, which nobody writes to", () => {
  const refusing = [...formedCluster(EXAMPLE_TOPOLOGY).observe()].map(
    ([name, node]) => [name, { ...node, refusesWrites: "MISCONF" }] as const,
  );
  expect(refusingPrimaries(new Map(refusing)).map(({ node }) => node)).toEqual(
    [7000, 7003, 7001].map(at),
  );
});
