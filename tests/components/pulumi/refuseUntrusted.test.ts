import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { UntrustedHost } from "../../../components/operations/ssh/trust/untrustedHost";
import { refuseUntrusted } from "../../../components/pulumi/refuseUntrusted";

test("refuseUntrusted() ends the program with the text alone", () => {
  const thrown = () => refuseUntrusted(new UntrustedHost("Cannot trust a"));
  expect(thrown).toThrow(pulumi.RunError);
  expect(thrown).toThrow(expect.objectContaining({ message: "Cannot trust a", stack: "" }));
});

test("refuseUntrusted() lets every other error be", () => {
  const error = new TypeError("broken");
  expect(() => refuseUntrusted(error)).toThrow(error);
});
