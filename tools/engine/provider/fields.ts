/** The two resources that this provider serves. */
export type CommandType = "local" | "remote";

/** What an input may hold. A secret or an unknown value may take its place. */
export type Kind =
  | "string"
  | "number"
  | "count"
  | "seconds"
  | "boolean"
  | "false"
  | "strings"
  | "stringMap"
  | "any[]"
  | "logging";

/** The inputs of a resource, or of a part of it. */
export interface Fields {
  readonly served: Readonly<Record<string, Kind>>;
  /** Inputs of pulumi-command that change what runs, and that this provider does not serve. */
  readonly unserved: readonly string[];
}

const COMMON = {
  create: "string",
  update: "string",
  delete: "string",
  triggers: "any[]",
  stdin: "string",
  logging: "logging",
} as const satisfies Record<string, Kind>;

/**
 * The inputs of each resource; those of a remote one without `connection`.
 *
 * @see pulumi-command v1.2.1, provider/pkg/provider/common/inputs.go, local/base.go, remote/command.go
 */
export const FIELDS: Readonly<Record<CommandType, Fields>> = {
  local: {
    served: {
      ...COMMON,
      interpreter: "strings",
      environment: "stringMap",
      addPreviousOutputInEnv: "boolean",
    },
    unserved: ["dir", "assetPaths", "archivePaths"],
  },
  // A server accepts a variable only if its AcceptEnv names it, so this provider sends none.
  remote: {
    served: { ...COMMON, addPreviousOutputInEnv: "false" },
    unserved: ["environment"],
  },
};

/** The inputs of `connection`. @see pulumi-command v1.2.1, provider/pkg/provider/remote/connection.go */
export const CONNECTION_FIELDS: Fields = {
  served: {
    host: "string",
    port: "number",
    user: "string",
    password: "string",
    privateKey: "string",
    hostKey: "string",
    dialErrorLimit: "count",
    perDialTimeout: "seconds",
  },
  unserved: ["agentSocketPath", "privateKeyPassword", "proxy"],
};

/** The defaults of a connection: port, user, further attempts, seconds for each attempt. */
export const CONNECTION_DEFAULTS = {
  port: 22,
  user: "root",
  dialErrorLimit: 10,
  perDialTimeout: 15,
} as const;

/**
 * Reads the type of a resource from its URN,
 * `"urn:pulumi:STACK::PROJECT::PARENTS$command:local:Command::NAME"`.
 *
 * @throws TypeError for a resource that this provider does not serve
 */
export function commandType(urn: string): CommandType {
  const token = urn.split("::")[2]?.split("$").at(-1);
  if (token === "command:local:Command") return "local";
  if (token === "command:remote:Command") return "remote";
  throw new TypeError(
    `${token} is not supported by this project's command provider, which has command:local:Command ` +
      "and command:remote:Command. Install the Pulumi CLI, whose own provider has it",
  );
}
