import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { knownValue } from "../../../components/pulumi/knownValue";

test.each<[string, pulumi.Input<string> | undefined, object]>([
  ["nothing", undefined, { value: undefined, isKnown: true }],
  ["a text", "text", { value: "text", isKnown: true }],
  ["an empty text, which counts as not set", "", { value: undefined, isKnown: true }],
  ["a secret", pulumi.secret("text"), { value: "text", isKnown: true }],
  ["a promise", Promise.resolve("text"), { value: "text", isKnown: true }],
])("knownValue() of %s", async (_, input, expected) => {
  expect(await knownValue(input)).toEqual(expected);
});

test("knownValue() does not wait for a value that a preview cannot know", async () => {
  const generated = pulumi.output(pulumi.unknown as string);
  expect(await knownValue(generated)).toEqual({ value: undefined, isKnown: false });
});
