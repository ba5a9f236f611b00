import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { Observed } from "../../../../components/cluster/state/observed";
import {
  NodeWatch,
  untilReady,
  type Watched,
} from "../../../../components/operations/converge/nodeWatch";
import { FakeClock } from "../../../support/fakeClock";
import { FakeObserver } from "../../../support/fakeObserver";

const LONG = 60_000;

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

function watched(observer: FakeObserver): Watched {
  const isReady = observer.isReady.bind(observer);
  return { observer, before: new Map(), names: observer.names, isReady };
}

async function untilAllReady(observer: FakeObserver, stall: number): Promise<Observed> {
  return (await untilReady(watched(observer), { stall, clock })).seen;
}

test("a watch observes one node until it is ready, and then all others that are not", async () => {
  const observer = new FakeObserver({ "A:1": 2, "B:2": 2, "C:3": 4 });
  const watch = new NodeWatch(watched(observer), clock);
  for (let count = 0; count < 5; count++) await watch.observe();
  expect(observer.observed).toEqual([["A:1"], ["A:1"], ["A:1"], ["B:2", "C:3"], ["C:3"], []]);
  expect(watch.unready).toEqual([]);
  expect([...watch.seen.keys()]).toEqual(["A:1", "B:2", "C:3"]);
});

test("a watch observes all others every 500 ms though the watched node is never ready", async () => {
  const observer = new FakeObserver({ "A:1": 99, "B:2": 0, "C:3": 99 });
  const watch = new NodeWatch(watched(observer), clock);
  await watch.observe();
  clock.time += 500;
  await watch.observe();
  await watch.observe();
  expect(observer.observed).toEqual([["A:1"], ["A:1"], ["B:2", "C:3"], ["A:1"]]);
  expect(watch.unready).toEqual(["A:1", "C:3"]);
});

test("an observation of all nodes forgets which were ready before", async () => {
  const observer = new FakeObserver({ "A:1": 0, "B:2": 0 });
  const watch = new NodeWatch(watched(observer), clock);
  await watch.observe();
  expect(watch.unready).toEqual([]);
  observer.isReady = () => false;
  const lost = new NodeWatch({ ...watched(observer), before: watch.seen }, clock);
  await lost.observeAll();
  expect(lost.unready).toEqual(["A:1", "B:2"]);
});

test("untilReady() returns one moment of all nodes, in whatever order they become ready", async () => {
  const moments = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(moments, async (readyFrom) => {
      const observer = new FakeObserver(
        Object.fromEntries(readyFrom.map((moment, index) => [`A:${index}`, moment])),
      );
      const seen = await untilAllReady(observer, LONG);
      expect(observer.observed.at(-1)).toBe("all");
      expect(observer.names.every((name) => observer.isReady(name, seen))).toBe(true);
    }),
  );
});

test("untilReady() goes on when a node that was ready no longer is", async () => {
  const observer = new FakeObserver({ "A:1": 0, "B:2": 0 });
  const { observe } = observer;
  let relapses = 1;
  observer.observe = async () => {
    const seen = await observe.call(observer);
    return relapses-- > 0 ? new Map([...seen, ["B:2", { answers: false, reason: "x" }]]) : seen;
  };
  await untilAllReady(observer, LONG);
  expect(observer.observed.filter((names) => names === "all")).toHaveLength(2);
  expect(observer.observed.at(-2)).toEqual([]);
});

test("a watch also observes the nodes that know something of those that are not ready", async () => {
  const observer = new FakeObserver({ "A:1": 99, "B:2": 0, "C:3": 0 });
  const informants = () => ["C:3"];
  const watch = new NodeWatch({ ...watched(observer), informants }, clock);
  expect(watch.hasNews).toBe(false);
  for (let round = 0; round < 2; round += 1) {
    clock.time += 500;
    await watch.observe();
  }
  expect(observer.observed).toEqual([["A:1"], ["B:2", "C:3"], ["A:1"], ["C:3"]]);
  expect(watch.hasNews).toBe(true);
});

test("untilReady() ends early only after an observation of all that are not ready", async () => {
  const observer = new FakeObserver({ "A:1": 99, "B:2": 99 });
  const limits = { stall: LONG, clock, isOver: () => true };
  const { stalled } = await untilReady(watched(observer), limits);
  expect(stalled).toBe(false);
  expect(observer.observed.slice(-2)).toEqual([["B:2"], "all"]);
});

test("untilReady() observes all nodes when it stalls, so that an error names the present state", async () => {
  const observer = new FakeObserver({ "A:1": 999, "B:2": 1 });
  const seen = await untilAllReady(observer, 50);
  expect(observer.observed.at(-1)).toBe("all");
  expect(observer.names.filter((name) => observer.isReady(name, seen))).toEqual(["B:2"]);
});
