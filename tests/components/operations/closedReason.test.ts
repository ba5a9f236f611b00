import { expect, test } from "vitest";
import { closedReason, type Forwarding } from "../../../components/operations/closedReason";

/** A host whose connects end in this way. */
function hostThat(answer: (done: Parameters<Forwarding["forwardOut"]>[4]) => void): Forwarding {
  return { forwardOut: (_from, _port, _to, _toPort, done) => answer(done) };
}

/** As ssh2 says it. */
function failure(reason: number, text: string): Error {
  return Object.assign(new Error(`(SSH) Channel open failure: ${text}`), { reason });
}

test("closedReason() lets the host connect there, and says nothing of an open port", async () => {
  const seen: unknown[] = [];
  const host: Forwarding = {
    forwardOut: (_from, _port, to, toPort, done) => {
      seen.push(to, toPort);
      done(undefined, { destroy: () => seen.push("hung up") });
    },
  };
  expect(await closedReason(host, "10.0.0.6", 17000)).toBeUndefined();
  expect(seen).toEqual(["10.0.0.6", 17000, "hung up"]);
});

test("closedReason() gives the host's own words", async () => {
  const host = hostThat((done) =>
    done(failure(2, "Connection refused"), { destroy: () => undefined }),
  );
  expect(await closedReason(host, "10.0.0.6", 17000)).toBe("Connection refused");
});

test("closedReason() says nothing where the host may not try", async () => {
  const host = hostThat((done) => done(failure(1, "prohibited"), { destroy: () => undefined }));
  expect(await closedReason(host, "10.0.0.6", 17000)).toBeUndefined();
});

test("closedReason() says nothing where the host itself is gone", async () => {
  const host = hostThat(() => {
    throw new Error("Not connected");
  });
  expect(await closedReason(host, "10.0.0.6", 17000)).toBeUndefined();
});

test("closedReason() waits no longer than its limit", async () => {
  const host = hostThat(() => undefined);
  expect(await closedReason(host, "10.0.0.6", 17000, 20)).toBe("no answer in 0.02 s");
});
