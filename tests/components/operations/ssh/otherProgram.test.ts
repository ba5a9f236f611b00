import { expect, test } from "vitest";
import {
  OtherProgram,
  throwOtherProgram,
} from "../../../../components/operations/ssh/otherProgram";

const failed = (reason: Error): PromiseSettledResult<string> => ({ status: "rejected", reason });

test("throwOtherProgram() ignores failures of another kind", () => {
  expect(() =>
    throwOtherProgram([{ status: "fulfilled", value: "all" }, failed(new Error("Timed out"))]),
  ).not.toThrow();
});

test("throwOtherProgram() throws the texts of all such hosts, and what to do", () => {
  const attempts = [new OtherProgram("a says x"), new Error("b"), new OtherProgram("c says y")];
  expect(() => throwOtherProgram(attempts.map(failed))).toThrow(
    new OtherProgram(
      "a says x\nc says y\n  Nothing was changed. Set ssh.user to a user whose login runs commands.",
    ),
  );
});
