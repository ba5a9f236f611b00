import { Client } from "ssh2";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { limitConnect } from "../../../../../components/operations/ssh/trust/limitConnect";

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** A client that never connects, and the messages of its errors. */
function silentClient(): { client: Client; errors: string[] } {
  const client = new Client();
  const errors: string[] = [];
  client.on("error", ({ message }) => errors.push(message));
  return { client, errors };
}

test("limitConnect() ends a client that has no connection in time", () => {
  const { client, errors } = silentClient();
  const destroy = vi.spyOn(client, "destroy");
  limitConnect(client, 3000);
  vi.advanceTimersByTime(2999);
  expect(errors).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(errors).toEqual(["no connection in 3 s"]);
  expect(destroy).toHaveBeenCalledTimes(1);
});

test.each(["connect", "close"])("limitConnect() does nothing after %s", (event) => {
  const { client, errors } = silentClient();
  limitConnect(client, 3000);
  client.emit(event);
  vi.advanceTimersByTime(60_000);
  expect(errors).toEqual([]);
});
