import { MAKE_ROOM_ON_DISK, WRITE_WITHOUT_SNAPSHOTS } from "../../text/cures/clusterCures";
import { myself, type Observed } from "../state/observed";
import type { Problem } from "./problem";

/** The kinds of all write refusals begin with it. */
export const REFUSES_WRITES = "refuses all writes";

/** Lists the servers that serve everything but writes. */
export function writeRefusals(observed: Observed): Problem[] {
  return [...observed].flatMap(([node, found]): Problem[] => {
    if (!found.answers || found.refusesWrites === undefined) return [];
    const words = found.refusesWrites;
    const text = `${REFUSES_WRITES}: ${words}`;
    // "MISCONF Errors writing to the AOF file: No space left on device". The advice is that of a kind.
    return words.includes("AOF file")
      ? [{ node, kind: `${REFUSES_WRITES}: append-only file`, text, advice: MAKE_ROOM_ON_DISK }]
      : [{ node, kind: REFUSES_WRITES, text, advice: WRITE_WITHOUT_SNAPSHOTS }];
  });
}

/** Of those the primaries, which the verification writes to. */
export function refusingPrimaries(observed: Observed): Problem[] {
  return writeRefusals(observed).filter(({ node = "" }) => {
    const found = observed.get(node);
    return found?.answers && myself(found)?.role === "primary";
  });
}
