import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NodeWatch, untilReady } from "../../../../components/operations/converge/nodeWatch";
import { FakeObserver } from "../../../support/fakeObserver";

// By its own clock a watch also asks all others, every 500 ms.
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watching(eye: FakeObserver): NodeWatch {
  const isReady = eye.isReady.bind(eye);
  return new NodeWatch(eye, new Map(), { names: eye.names, isReady });
}

test("a watch asks one node until it is ready, and then all others that are not", async () => {
  const eye = new FakeObserver({ "A:1": 2, "B:2": 2, "C:3": 4 });
  const watch = watching(eye);
  for (let count = 0; count < 5; count++) await watch.observe();
  expect(eye.looks).toEqual([["A:1"], ["A:1"], ["A:1"], ["B:2", "C:3"], ["C:3"], []]);
  expect(watch.unready).toEqual([]);
  expect([...watch.seen.keys()]).toEqual(["A:1", "B:2", "C:3"]);
});

test("a watch asks all others now and then though the one that it watches is never ready", async () => {
  const eye = new FakeObserver({ "A:1": 99, "B:2": 0, "C:3": 99 });
  const watch = watching(eye);
  await watch.observe();
  vi.advanceTimersByTime(500);
  await watch.observe();
  await watch.observe();
  expect(eye.looks).toEqual([["A:1"], ["A:1"], ["B:2", "C:3"], ["A:1"]]);
  expect(watch.unready).toEqual(["A:1", "C:3"]);
});

test("a look at all nodes forgets who was ready before", async () => {
  const eye = new FakeObserver({ "A:1": 0, "B:2": 0 });
  const watch = watching(eye);
  await watch.observe();
  expect(watch.unready).toEqual([]);
  eye.isReady = () => false;
  const lost = new NodeWatch(eye, watch.seen, { names: eye.names, isReady: eye.isReady });
  await lost.observeAll();
  expect(lost.unready).toEqual(["A:1", "B:2"]);
});

const LONG = 60_000;

async function waiting(eye: FakeObserver, limit: number) {
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
      const eye = new FakeObserver(
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
  const eye = new FakeObserver({ "A:1": 0, "B:2": 0 });
  const { observe: look } = eye;
  let relapses = 1;
  eye.observe = async () => {
    const seen = await look.call(eye);
    return relapses-- > 0 ? new Map([...seen, ["B:2", { answers: false, reason: "x" }]]) : seen;
  };
  await waiting(eye, LONG);
  expect(eye.looks.filter((names) => names === "all")).toHaveLength(2);
  expect(eye.looks.at(-2)).toEqual([]);
});

test("untilReady() looks at all nodes when its time is over, so that an error names what is so now", async () => {
  const eye = new FakeObserver({ "A:1": 999, "B:2": 1 });
  const seen = await waiting(eye, 50);
  expect(eye.looks.at(-1)).toBe("all");
  expect(eye.names.filter((name) => eye.isReady(name, seen))).toEqual(["B:2"]);
});
