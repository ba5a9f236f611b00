import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { UntrustedHost } from "../../../components/operations/ssh/trust/untrustedHost";
import { failUntrusted } from "../../../components/pulumi/failUntrusted";

test("failUntrusted() ends the program with the text alone", () => {
  const thrown = () => failUntrusted(new UntrustedHost("Cannot trust a"));
  expect(thrown).toThrow(pulumi.RunError);
  expect(thrown).toThrow(expect.objectContaining({ message: "Cannot trust a", stack: "" }));
});

test("failUntrusted() lets every other error be", () => {
  const error = new TypeError("broken");
  expect(() => failUntrusted(error)).toThrow(error);
});
