import { expect, test } from "vitest";
import { describeSteps } from "../../../../components/cluster/steps/describeSteps";
import { phaseOf, type Step } from "../../../../components/cluster/steps/step";
import { at } from "../../../support/example";

const forget = (port: number, ...ports: number[]): Step => ({
  kind: "forgetLeaving",
  node: at(port),
  ids: ports.map(String),
  names: ports.map(at),
});
const remove = (port: number): Step => ({ kind: "remove", node: at(port) });

test.each<[string, Step[], string[]]>([
  [
    "one node that leaves",
    [forget(7000, 7005), forget(7001, 7005), remove(7005)],
    [
      "forget 192.168.56.66:7005 on 192.168.56.65:7000, 7001",
      "stop 192.168.56.66:7005 and rename its directory",
    ],
  ],
  [
    "two nodes of which one member has forgotten one already",
    [forget(7000, 7005), forget(7001, 7004, 7005), remove(7004), remove(7005)],
    [
      "forget 192.168.56.66:7004, 7005 on 192.168.56.65:7000, 7001",
      "stop 192.168.56.66:7004, 7005 and rename their directories",
    ],
  ],
])("describeSteps() of %s", (_, steps, lines) => {
  expect(describeSteps(steps)).toEqual(lines);
});

test("nodes leave only a cluster that is healthy", () => {
  expect([forget(7000, 7005), remove(7005)].map(phaseOf)).toEqual(["formed", "formed"]);
});
