import { adoptUnmanaged, moveFilesThenAdopt } from "../../text/cures/clusterCures";
import type { HostFacts, UnmanagedFile } from "../state/hostFacts";
import type { Problem } from "./problem";

/** The value of `adopt` for a cluster that no stack created. */
const UNMANAGED = "unmanaged";

/**
 * Lists the files of servers that no stack created: the stack would overwrite their configuration, or start an
 * empty server in their place. Adopting them needs all files where the stack's would be.
 */
export function unmanagedFiles(
  { unmanagedFiles: files, directory }: Pick<HostFacts, "unmanagedFiles" | "directory">,
  adopt: string | undefined,
): Problem[] {
  return files.flatMap((file) =>
    file.node === undefined
      ? [misplaced(file, directory)]
      : adopt === UNMANAGED
        ? []
        : [inPlace(file.node, file)],
  );
}

function inPlace(node: string, { path }: UnmanagedFile): Problem {
  return {
    node,
    kind: "its configuration file was not written by a stack",
    text: `${path} was not written by a stack, and would be overwritten`,
    advice: adoptUnmanaged(UNMANAGED),
  };
}

function misplaced({ path, host }: UnmanagedFile, directory: string): Problem {
  return {
    kind: "nodes.conf under another name",
    text: `${host}: ${path} belongs to a server that no stack created`,
    advice: moveFilesThenAdopt(directory, UNMANAGED),
  };
}
