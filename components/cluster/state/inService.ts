import { SLOT_COUNT } from "../spec/slots";
import { DECLARED_SETTINGS } from "../spec/temporarySettings";
import { isAlone, type Observed, runningNodes } from "./observed";

const NODE_TIMEOUT = "cluster-node-timeout";

/** True if a formed cluster serves all slots. One that is still forming has temporary settings. */
export function isInService(observed: Observed): boolean {
  const nodes = runningNodes(observed);
  return (
    nodes.some((node) => !isAlone(node) && node.slotsOk === SLOT_COUNT) &&
    nodes.every(({ settings }) => settings[NODE_TIMEOUT] === DECLARED_SETTINGS[NODE_TIMEOUT])
  );
}
