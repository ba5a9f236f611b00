import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { OtherProgram } from "../../../components/operations/ssh/otherProgram";
import { UntrustedHost } from "../../../components/operations/ssh/trust/untrustedHost";
import { failOfHost } from "../../../components/pulumi/failOfHost";

test.each([UntrustedHost, OtherProgram])(
  "failOfHost() ends the program with the text of %o alone",
  (Failure) => {
    const thrown = () => failOfHost(new Failure("Cannot use a"));
    expect(thrown).toThrow(pulumi.RunError);
    expect(thrown).toThrow(expect.objectContaining({ message: "Cannot use a", stack: "" }));
  },
);

test("failOfHost() lets every other error be", () => {
  const error = new TypeError("broken");
  expect(() => failOfHost(error)).toThrow(error);
});
