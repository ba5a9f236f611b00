import type { Observed } from "../state/observed";
import type { Problem } from "./problem";

/** A changed or removed password would only be found out by `up`, when half of the nodes have it. */
export function otherPassword(observed: Observed): Problem[] {
  return [...observed].flatMap(([node, found]) => {
    if (found.answers || found.requires === undefined) return [];
    return [{ node, kind: KINDS[found.requires], advice: ADVICE }];
  });
}

const KINDS = {
  "a password": "requires a password, and the configuration has none",
  "another password": "requires another password than the configuration's",
};

const ADVICE =
  "A password cannot be changed or removed yet. Set `password` to the one that the servers have.";
