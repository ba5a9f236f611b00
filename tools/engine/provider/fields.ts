/** What an input may hold; a mark of a secret or of an unknown may stand in place of any of it. */
export type Kind = "string" | "number" | "boolean" | "strings" | "stringMap" | "any[]" | "logging";

/** The inputs that both kinds of Command have. @see pulumi-command v1.2.1, provider/pkg/provider/common/inputs.go */
const common = {
  create: "string",
  update: "string",
  delete: "string",
  triggers: "any[]",
  stdin: "string",
  logging: "logging",
  environment: "stringMap",
  addPreviousOutputInEnv: "boolean",
} as const satisfies Record<string, Kind>;

/**
 * The inputs of local.Command. Not served here, and refused by name: assetPaths, archivePaths.
 * @see pulumi-command v1.2.1, provider/pkg/provider/local/base.go
 */
export const LOCAL_FIELDS: Readonly<Record<string, Kind>> = {
  ...common,
  interpreter: "strings",
  dir: "string",
};

/** The inputs of remote.Command, but for `connection`. @see pulumi-command v1.2.1, provider/pkg/provider/remote/command.go */
export const REMOTE_FIELDS: Readonly<Record<string, Kind>> = common;

/**
 * The inputs of remote.Command's `connection`. Not served here, and refused by name: proxy.
 * @see pulumi-command v1.2.1, provider/pkg/provider/remote/connection.go
 */
export const CONNECTION_FIELDS: Readonly<Record<string, Kind>> = {
  host: "string",
  port: "number",
  user: "string",
  password: "string",
  privateKey: "string",
  privateKeyPassword: "string",
  agentSocketPath: "string",
  hostKey: "string",
  dialErrorLimit: "number",
  perDialTimeout: "number",
};

/** What Check fills into a connection that leaves it out: port, user, tries, seconds for each try. */
export const CONNECTION_DEFAULTS = {
  port: 22,
  user: "root",
  dialErrorLimit: 10,
  perDialTimeout: 15,
} as const;

/** The two resources that this provider serves. */
export type CommandType = "local" | "remote";

/**
 * Reads the resource's kind from its URN, `"urn:pulumi:STACK::PROJECT::PARENTS$command:local:Command::NAME"`.
 *
 * @throws TypeError for a resource that this provider does not serve
 */
export function commandType(urn: string): CommandType {
  const token = urn.split("::")[2]?.split("$").at(-1);
  if (token === "command:local:Command") return "local";
  if (token === "command:remote:Command") return "remote";
  throw new TypeError(
    `Cannot serve resource type "${token}" as this engine knows command:local:Command and ` +
      "command:remote:Command: install the Pulumi CLI for the others",
  );
}
