import { join } from "node:path";
import { CLI_VERSION } from "../versions";

/** Where the CLI that is built from its Go module lies, in the project's cache folder. */
export function builtCli(cache: string): string {
  return join(cache, `pulumi-${CLI_VERSION}`, "pulumi");
}
