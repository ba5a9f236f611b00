import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NodeWatch } from "../../../components/operations/nodeWatch";
import { FakeEye } from "../../support/fakeEye";

// By its own clock a watch also asks all others, every 500 ms.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function watching(eye: FakeEye): NodeWatch {
  const isReady = eye.isReady.bind(eye);
  return new NodeWatch(eye, new Map(), { names: eye.names, isReady });
}

test("a watch asks one node until it is ready, and then all others that are not", async () => {
  const eye = new FakeEye({ "A:1": 2, "B:2": 2, "C:3": 4 });
  const watch = watching(eye);
  for (let count = 0; count < 5; count++) await watch.look();
  expect(eye.looks).toEqual([["A:1"], ["A:1"], ["A:1"], ["B:2", "C:3"], ["C:3"], []]);
  expect(watch.unready).toEqual([]);
  expect([...watch.seen.keys()]).toEqual(["A:1", "B:2", "C:3"]);
});

test("a watch asks all others now and then though the one that it watches is never ready", async () => {
  const eye = new FakeEye({ "A:1": 99, "B:2": 0, "C:3": 99 });
  const watch = watching(eye);
  await watch.look();
  vi.advanceTimersByTime(500);
  await watch.look();
  await watch.look();
  expect(eye.looks).toEqual([["A:1"], ["A:1"], ["B:2", "C:3"], ["A:1"]]);
  expect(watch.unready).toEqual(["A:1", "C:3"]);
});

test("a look at all nodes forgets who was ready before", async () => {
  const eye = new FakeEye({ "A:1": 0, "B:2": 0 });
  const watch = watching(eye);
  await watch.look();
  expect(watch.unready).toEqual([]);
  eye.isReady = () => false;
  const lost = new NodeWatch(eye, watch.seen, { names: eye.names, isReady: eye.isReady });
  await lost.lookAtAll();
  expect(lost.unready).toEqual(["A:1", "B:2"]);
});
