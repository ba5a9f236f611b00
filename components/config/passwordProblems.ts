import type * as pulumi from "@pulumi/pulumi";
import type { ConfigProblem } from "./configProblem";

/** Returns why a password cannot be written into a configuration file. An output is not looked into. */
export function passwordProblems(password: pulumi.Input<string> | undefined): ConfigProblem[] {
  const isTwoLines = typeof password === "string" && /[\p{Cc}]/u.test(password);
  return isTwoLines
    ? [{ path: "password", reason: "must be one line without control characters" }]
    : [];
}
