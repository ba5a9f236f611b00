import { USE_SERVERS_PASSWORD } from "../../text/cures/clusterCures";
import type { Observed } from "../state/observed";
import type { Problem } from "./problem";

/** A changed or removed password would only be found out by `up`, when half of the nodes have it. */
export function otherPassword(observed: Observed): Problem[] {
  return [...observed].flatMap(([node, found]) => {
    if (found.answers || found.requires === undefined) return [];
    return [{ node, kind: KINDS[found.requires], advice: USE_SERVERS_PASSWORD }];
  });
}

const KINDS = {
  "a password": "requires a password, and the configuration has none",
  "another password": "requires another password than the configuration's",
};
