import { REPLACE_RECORD } from "../../text/cures/runCures";
import type { HostFacts } from "../state/hostFacts";
import type { Problem } from "./problem";

/** Lists the hosts whose record is another text: nobody can tell which stack owns their nodes. */
export function unreadableRecords({
  unreadableRecords: hosts,
  directory,
}: Pick<HostFacts, "unreadableRecords" | "directory">): Problem[] {
  return hosts.map((host) => ({
    kind: "a record that is not one",
    text: `${host}: ${directory}/cluster.json is not a record of a cluster`,
    advice: `${REPLACE_RECORD}.`,
  }));
}
