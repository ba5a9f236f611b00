import type { NodeReport } from "../../cluster/plan/clusterReport";
import { nodeName } from "../../cluster/spec/clusterSpec";
import type { SlotRange } from "../../cluster/spec/slots";
import type { ServingShard } from "./redirects";

export function servingShards(nodes: readonly NodeReport[]): ServingShard[] {
  return nodes
    .filter(({ role }) => role === "primary")
    .map((primary) => ({
      slots: parseSlots(primary.slots),
      owner: nodeName(primary),
      replicas: nodes.filter((node) => node.primary === nodeName(primary)).map(nodeName),
    }));
}

function parseSlots(text: string): SlotRange[] {
  return text
    .split(" ")
    .filter((range) => range !== "")
    .map((range) => {
      const [start = 0, end = start] = range.split("-").map(Number);
      return { start, end };
    });
}
