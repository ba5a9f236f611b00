import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock } from "../../../tools/processes/withLock";
import { scratch } from "../engine/support/scratch";

test("holders follow each other", async () => {
  const file = join(scratch(), "lock");
  const events: string[] = [];
  const hold = (name: string) =>
    withLock(
      file,
      () => undefined,
      async () => {
        events.push(`${name} in`);
        await new Promise((done) => setImmediate(done));
        events.push(`${name} out`);
      },
    );

  await Promise.all([hold("a"), hold("b")]);

  expect(events).toEqual(["a in", "a out", "b in", "b out"]);
  expect(existsSync(file)).toBe(false);
});

test("who waits is told for whom, once", async () => {
  const file = join(scratch(), "lock");
  const log: string[] = [];
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  const first = withLock(
    file,
    () => undefined,
    () => released,
  );
  const second = withLock(
    file,
    (line) => log.push(line),
    async () => "in",
  );
  release();
  await first;
  expect(await second).toBe("in");
  expect(log).toEqual([`Waiting for process ${process.pid}, which builds the Pulumi CLI`]);
});

test("the lock goes when the act fails", async () => {
  const file = join(scratch(), "lock");
  const act = () => Promise.reject(new Error("no"));
  await expect(withLock(file, () => undefined, act)).rejects.toThrow("no");
  expect(existsSync(file)).toBe(false);
});

test("the lock of a process that is gone is taken over at once", async () => {
  const file = join(scratch(), "lock");
  writeFileSync(file, "4194304\n");
  const log: string[] = [];
  const read = async () => readFileSync(file, "utf8");

  const held = await withLock(file, (line) => log.push(line), read);

  expect(held).toBe(`${process.pid}\n`);
  expect(log).toEqual([]);
});

test("a silent holder counts as gone, though its process number is in use again", async () => {
  const file = join(scratch(), "lock");
  writeFileSync(file, "1\n");
  const longAgo = new Date(Date.now() - 61_000);
  utimesSync(file, longAgo, longAgo);
  expect(
    await withLock(
      file,
      () => undefined,
      async () => "in",
    ),
  ).toBe("in");
});
