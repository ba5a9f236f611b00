import * as pulumi from "@pulumi/pulumi";

/**
 * Creates an error that Pulumi prints without a stack.
 *
 * Pulumi inspects the stack all the same. On Node 20 util.inspect then grows the text to half a gigabyte
 * at a frame of node_modules/@pulumi/resource.ts, and the error appears after 30 s instead of 3 s.
 */
export function userError(text: string): pulumi.RunError {
  const error = new pulumi.RunError(text);
  error.stack = "";
  return error;
}
