import { expect, test } from "vitest";
import { untilAgreed } from "../../../../components/operations/converge/untilAgreed";
import { at, EXAMPLE_TOPOLOGY } from "../../../support/example";
import { FakeClock } from "../../../support/fakeClock";
import { formedCluster } from "../../../support/formedCluster";
import { midTakeover } from "../../../support/midTakeover";

const { early, late } = midTakeover(at(7000), at(7004));
const agreed = formedCluster(EXAMPLE_TOPOLOGY).observe();

test("untilAgreed() returns the first observation in which nodes agree, and observes no more", async () => {
  const readings = [late, agreed];
  const observe = async () => readings.shift() ?? early;
  const clock = new FakeClock(100);
  expect(await untilAgreed(early, { observe, limit: 1000, clock })).toBe(agreed);
  expect(
    await untilAgreed(agreed, {
      observe: () => Promise.reject(new Error("observed")),
      limit: 1000,
      clock,
    }),
  ).toBe(agreed);
});

test("untilAgreed() ends after its limit with the last observation", async () => {
  const clock = new FakeClock(100);
  const began = clock.now();
  expect(await untilAgreed(early, { observe: async () => late, limit: 1000, clock })).toBe(late);
  expect(clock.now() - began).toBeLessThan(1200);
});
