import { expect, test } from "vitest";
import { blindStart } from "../../../../components/cluster/plan/blindStart";

const NODES = ["192.168.56.65:7000", "192.168.56.66:7003"];
const UNSEEN = ["Cannot reach root@192.168.56.66 port 22 by SSH: Timed out"];

test("blindStart() names the nodes that must wait, and the hosts that could not be looked at", () => {
  expect(blindStart({ toCreate: NODES, uninspected: UNSEEN })).toBe(
    "Cannot make 192.168.56.65:7000, 192.168.56.66:7003 as not every host could be looked at: servers there may " +
      "know the addresses, and an empty server would wipe their copies. Make every host reachable, then try again:\n" +
      "  - Cannot reach root@192.168.56.66 port 22 by SSH: Timed out",
  );
});

test.each([
  { toCreate: [], uninspected: UNSEEN },
  { toCreate: NODES, uninspected: [] },
])("blindStart() says nothing of %j", (look) => {
  expect(blindStart(look)).toBeUndefined();
});
