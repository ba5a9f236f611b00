import * as pulumi from "@pulumi/pulumi";

/**
 * Makes the error that ends the program with nothing but its text.
 *
 * It has no stack, which Pulumi would not show but inspect all the same: a frame of
 * "node_modules/@pulumi/resource.ts" sends Node 20's util.inspect round until the text has half a
 * gigabyte, and the refusal came after 30 s in place of 3.
 */
export function refusal(text: string): pulumi.RunError {
  const error = new pulumi.RunError(text);
  error.stack = "";
  return error;
}
