import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { untilReady } from "../../../components/operations/untilReady";
import { FakeEye } from "../../support/fakeEye";

const LONG = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function waiting(eye: FakeEye, limit: number) {
  const isReady = eye.isReady.bind(eye);
  const limits = { deadline: Date.now() + limit, stall: LONG };
  const wait = untilReady(eye, new Map(), { names: eye.names, isReady }, limits);
  await vi.runAllTimersAsync();
  return wait;
}

test("untilReady() returns what all say at once, in whatever order they become ready", async () => {
  const moments = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(moments, async (readyFrom) => {
      const eye = new FakeEye(
        Object.fromEntries(readyFrom.map((moment, index) => [`A:${index}`, moment])),
      );
      const seen = await waiting(eye, LONG);
      expect(eye.looks.at(-1)).toBe("all");
      expect(eye.names.every((name) => eye.isReady(name, seen))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("untilReady() goes on when a node that was ready is so no more", async () => {
  const eye = new FakeEye({ "A:1": 0, "B:2": 0 });
  const { look } = eye;
  let relapses = 1;
  eye.look = async () => {
    const seen = await look.call(eye);
    return relapses-- > 0 ? new Map([...seen, ["B:2", { answers: false, reason: "x" }]]) : seen;
  };
  await waiting(eye, LONG);
  expect(eye.looks.filter((names) => names === "all")).toHaveLength(2);
  expect(eye.looks.at(-2)).toEqual([]);
});

test("untilReady() looks at all nodes when its time is over, so that an error names what is so now", async () => {
  const eye = new FakeEye({ "A:1": 999, "B:2": 1 });
  const seen = await waiting(eye, 50);
  expect(eye.looks.at(-1)).toBe("all");
  expect(eye.names.filter((name) => eye.isReady(name, seen))).toEqual(["B:2"]);
});
