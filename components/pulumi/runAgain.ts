import * as pulumi from "@pulumi/pulumi";

/**
 * An input that makes a resource run although nothing else has changed. It is unique in an `up`, and unknown in a
 * preview: a saved plan accepts any value in place of an unknown one.
 */
export function runAgain(): pulumi.Output<string> {
  const value: unknown = pulumi.runtime.isDryRun() ? pulumi.unknown : crypto.randomUUID();
  return pulumi.output({ value }).apply((known) => String(known.value));
}
