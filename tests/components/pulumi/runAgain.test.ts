import { expect, test } from "vitest";
import { runAgain } from "../../../components/pulumi/runAgain";
import { recordResources } from "../../support/recordResources";

async function values(preview: boolean): Promise<unknown[]> {
  const program = () => ({ one: runAgain(), other: runAgain() });
  const { outputs } = await recordResources(program, {}, preview);
  return [outputs["one"], outputs["other"]];
}

test("runAgain() is another text each time in an up", async () => {
  const [one, other] = await values(false);
  expect([one, other]).toEqual([
    expect.stringMatching(/^[0-9a-f-]{36}$/),
    expect.stringMatching(/^[0-9a-f-]{36}$/),
  ]);
  expect(one).not.toBe(other);
});

test("runAgain() is unknown in a preview", async () => {
  expect(await values(true)).toEqual(["unknown in a preview", "unknown in a preview"]);
});
