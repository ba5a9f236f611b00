import { expect, test } from "vitest";
import { freshNode } from "../../../../components/cluster/state/freshNode";
import { isAlone, myself } from "../../../../components/cluster/state/observed";

test("freshNode() has met no other node and owns no slots", () => {
  const node = freshNode("192.168.56.65:7000");
  expect(isAlone(node)).toBe(true);
  expect(myself(node)).toMatchObject({
    name: "192.168.56.65:7000",
    role: "primary",
    slots: [],
    configEpoch: 0,
  });
  expect(node).toMatchObject({ clusterState: "fail", keys: 0, recorded: false });
});
