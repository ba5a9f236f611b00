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

test("writeRefusals() tells for each server what its reason needs", () => {
  const observed = new Map(formedCluster(EXAMPLE_TOPOLOGY).observe());
  const reasons = {
    7000: "MISCONF Redis is configured to save",
    7001: "MISCONF Errors writing to the AOF file",
  };
  for (const [port, refusesWrites] of Object.entries(reasons)) {
    const node = observed.get(at(Number(port)));
    if (node?.answers) observed.set(at(Number(port)), { ...node, refusesWrites });
  }
  const lines = describeProblems(writeRefusals(observed)).map((line) => line.trim());
  expect(lines).toEqual([
    expect.stringContaining(`${at(7000)}  `),
    WRITE_WITHOUT_SNAPSHOTS,
    expect.stringContaining(`${at(7001)}  `),
    MAKE_ROOM_ON_DISK,
  ]);
});
