import { expect, test } from "vitest";
import { waitFor, waitForAll } from "../../../../tools/lab/processes/wait";

test("waitFor() returns when the condition holds", async () => {
  let checks = 0;
  await waitFor(() => ++checks === 3, { what: "three checks", limit: 1_000, interval: 1 });
  expect(checks).toBe(3);
});

test("waitFor() names what it waited for", async () => {
  await expect(waitFor(() => false, { what: "nothing", limit: 10 })).rejects.toThrow(
    new Error("Timed out after 0.01 s waiting for nothing"),
  );
});

test("waitForAll() waits for the others when one fails", async () => {
  let hasEnded = false;
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    hasEnded = true;
  };
  await expect(waitForAll([Promise.reject(new Error("no")), slow()])).rejects.toThrow(
    new Error("no"),
  );
  expect(hasEnded).toBe(true);
});

test("waitForAll() reports every failure", async () => {
  const failing = waitForAll([Promise.reject(new Error("one")), Promise.reject("two")]);
  await expect(failing).rejects.toThrow("one\ntwo");
});
