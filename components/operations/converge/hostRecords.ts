import type { ClusterRecord } from "../../cluster/state/clusterRecord";
import type { HostInspection } from "../../host/inspectScript";
import { REPLACE_RECORD } from "../../text/cures/runCures";

/** The records of hosts by address. @throws Error that names an unreadable file */
export function requireRecords(
  found: Iterable<readonly [string, HostInspection["record"]]>,
  { directory }: { readonly directory: string },
): ClusterRecord[] {
  return [...found].flatMap(([address, record]) => {
    if (record !== "unreadable") return record ?? [];
    throw new Error(
      `Cannot read ${directory}/cluster.json on ${address}: it is not a record of a cluster. ${REPLACE_RECORD}`,
    );
  });
}
