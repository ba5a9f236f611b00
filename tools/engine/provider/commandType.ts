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
