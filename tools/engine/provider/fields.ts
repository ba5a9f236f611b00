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

/** Inputs of pulumi-command; `unserved` change what runs, and are rejected. */
export interface Fields {
  readonly served: Readonly<Record<string, Kind>>;
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

/** @see pulumi-command v1.2.1, provider/pkg/provider/common/inputs.go, local/base.go */
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

/** @see pulumi-command v1.2.1, provider/pkg/provider/remote/connection.go */
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

export const CONNECTION_DEFAULTS = {
  port: 22,
  user: "root",
  dialErrorLimit: 10,
  perDialTimeout: 15,
} as const;

/** Reads `"urn:pulumi:STACK::PROJECT::PARENTS$command:local:Command::NAME"`. @throws TypeError for another */
export function commandType(urn: string): CommandType {
  const token = urn.split("::")[2]?.split("$").at(-1);
  if (token === "command:local:Command") return "local";
  if (token === "command:remote:Command") return "remote";
  throw new TypeError(
    `${token} is not supported by this project's command provider, which has command:local:Command ` +
      "and command:remote:Command. Install the Pulumi CLI, whose own provider has it",
  );
}
