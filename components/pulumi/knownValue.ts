import * as pulumi from "@pulumi/pulumi";

/** Returns the value of an input, or undefined if it is not set or a preview cannot know it yet. */
export async function knownValue(
  input: pulumi.Input<string> | undefined,
): Promise<{ readonly value: string | undefined; readonly isKnown: boolean }> {
  if (input === undefined) return { value: undefined, isKnown: true };
  const output = pulumi.output(input);
  // The callback of `apply` is never called for an unknown value.
  const isKnown: unknown = await Reflect.get(output, "isKnown");
  if (isKnown === false) return { value: undefined, isKnown: false };
  const value = await new Promise<string>((resolve) => {
    output.apply(resolve);
  });
  return { value: value === "" ? undefined : value, isKnown: true };
}
