import { expect, test } from "vitest";
import { nodeName } from "../../../../components/cluster/spec/clusterSpec";
import { assignNodes } from "../../../../components/cluster/target/nodes";
import { at, EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";

test("assignNodes() gives kept shards their nodes, then new ones the rest", () => {
  const kept = [
    { slots: [], primary: at(7004), replicas: [at(7001)] },
    { slots: [], primary: at(7003), replicas: [at(7002)] },
  ];
  const shards = assignNodes(EXAMPLE, { kept, reference: EXAMPLE_TOPOLOGY });
  expect(
    shards.map(({ current, primary, replicas }) => [
      current,
      ...[primary, ...replicas].map(nodeName),
    ]),
  ).toEqual([
    [kept[0], at(7004), at(7001)],
    [kept[1], at(7003), at(7002)],
    [undefined, at(7000), at(7005)],
  ]);
});
