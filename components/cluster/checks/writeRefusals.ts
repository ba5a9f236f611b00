import { MAKE_ROOM_ON_DISK, WRITE_WITHOUT_SNAPSHOTS } from "../../text/cures/clusterCures";
import { myself, type Observed } from "../state/observed";
import type { Problem } from "./problem";

export const REFUSES_WRITES = "refuses all writes";

/** Lists the servers that serve everything but writes. */
export function writeRefusals(observed: Observed): Problem[] {
  return [...observed].flatMap(([node, found]): Problem[] => {
    if (!found.answers || found.refusesWrites === undefined) return [];
    const words = found.refusesWrites;
    // "MISCONF Errors writing to the AOF file: No space left on device"
    const advice = words.includes("AOF file") ? MAKE_ROOM_ON_DISK : WRITE_WITHOUT_SNAPSHOTS;
    return [{ node, kind: REFUSES_WRITES, text: `refuses all writes: ${words}`, advice }];
  });
}

/** Of those the primaries, which the verification writes to. */
export function refusingPrimaries(observed: Observed): Problem[] {
  return writeRefusals(observed).filter(({ node = "" }) => {
    const found = observed.get(node);
    return found?.answers && myself(found)?.role === "primary";
  });
}
