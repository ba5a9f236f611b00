import { RESTORE_DIRECTORY } from "../../text/cures/clusterCures";
import { addressOf, portOf } from "../spec/clusterSpec";
import type { HostFacts } from "../state/hostFacts";
import type { Observed } from "../state/observed";
import type { Problem } from "./problem";

/**
 * A server started with another configuration file would not be updated, nor stopped by a destroy. One that no stack
 * created, on a host with such files, is listed by `unmanagedFiles`.
 */
export function otherDirectory(
  observed: Observed,
  { directory, unmanagedFiles }: Pick<HostFacts, "directory" | "unmanagedFiles">,
): Problem[] {
  const unmanaged = new Set(unmanagedFiles.map(({ host }) => host));
  return [...observed].flatMap(([node, found]) => {
    if (!found.answers || found.confFile === undefined) return [];
    if (unmanaged.has(addressOf(node))) return [];
    const file = `${portOf(node)}.conf`;
    if (found.confFile === `${directory}/${file}`) return [];
    const other = found.confFile.endsWith(`/${file}`)
      ? found.confFile.slice(0, -file.length - 1)
      : found.confFile;
    const text = `runs from ${other}, not from ${directory}`;
    return [{ node, kind: "runs from another directory", text, advice: RESTORE_DIRECTORY }];
  });
}
