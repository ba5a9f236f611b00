import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the downloaded CLI lies in the project's cache folder; it has the SDK's own version. */
export function downloadFolder(cache: string): string {
  const file = require.resolve("@pulumi/pulumi/package.json");
  const { version }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
  return join(cache, `pulumi-${version}-download`);
}
