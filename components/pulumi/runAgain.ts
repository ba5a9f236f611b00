import * as pulumi from "@pulumi/pulumi";

/**
 * The `triggers` of a command that is replaced when `problem` changes. Only the engine reads the text. Without a
 * problem there are none: then ignore the change of `triggers`, because the end of a problem replaces nothing.
 */
export function problemTriggers(problem: pulumi.Input<string> | undefined): {
  readonly triggers?: pulumi.Output<string[]>;
} {
  return problem === undefined ? {} : { triggers: pulumi.output(problem).apply((text) => [text]) };
}

/**
 * An input that makes a resource run although nothing else has changed. It is unique in an `up`, and unknown in a
 * preview: a saved plan accepts any value in place of an unknown one.
 */
export function runAgain(): pulumi.Output<string> {
  const value: unknown = pulumi.runtime.isDryRun() ? pulumi.unknown : crypto.randomUUID();
  return pulumi.output({ value }).apply((known) => String(known.value));
}
