import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lockCommand } from "../../../../components/host/lockScript";
import { HostLock, LockLost, NoDirectory } from "../../../../components/operations/ssh/hostLock";
import { recordOf } from "../../../support/actBench";
import { FakeLockHost } from "../../../support/fakeLockHost";

const OPTIONS = {
  address: "10.0.0.1",
  directory: "/root/conf",
  serverCommand: "redis-server",
  who: "root@operator, process 4711, since now",
};
const LOST = (why: string, printed = "") =>
  new LockLost(
    `Cannot continue: the lock of 10.0.0.1 is lost (${why}), and another run may be at work. ` +
      `Run up again: it finishes what was begun${printed}.`,
  );

let host: FakeLockHost;
beforeEach(async () => {
  host = await FakeLockHost.open();
});
afterEach(async () => {
  vi.useRealTimers();
  await host.close();
});

function acquire(): Promise<HostLock> {
  return HostLock.acquire(host.ssh.client, OPTIONS);
}

describe("HostLock.acquire()", () => {
  test("runs the script that holds the lock", async () => {
    const lock = await acquire();
    expect(host.commands).toEqual([lockCommand(OPTIONS).command]);
    expect(() => lock.requireHeld()).not.toThrow();
    lock.close();
  });

  test.each([
    [
      "the run that holds the lock",
      "held me@other, process 12, since then",
      "another run holds the lock /root/conf/.lock: me@other, process 12, since then. " +
        "Wait until it has ended, then try again",
    ],
    [
      "a node script",
      "held ",
      "a node script is running there. Wait until it has ended, then try again",
    ],
    ["the reason of a failure", "failed no space is left", "no space is left"],
  ])("names the host and %s", async (_, answer, reason) => {
    host.greeting = answer;
    await expect(acquire()).rejects.toThrow(new Error(`Cannot lock 10.0.0.1: ${reason}`));
  });

  test("tells a host without the directory apart", async () => {
    host.greeting = "absent";
    await expect(acquire()).rejects.toThrow(
      new NoDirectory("Cannot lock 10.0.0.1: /root/conf does not exist there"),
    );
  });

  test("waits no longer than 5 s for an answer", async () => {
    host.greeting = "";
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const failed = expect(acquire()).rejects.toThrow(
      new Error("Cannot lock 10.0.0.1: the host gave no answer in 5 s"),
    );
    await until(() => host.scripts === 1);
    await vi.advanceTimersByTimeAsync(5000);
    await failed;
  });

  test("names the host when the connection was lost before", async () => {
    await disconnect();
    await expect(acquire()).rejects.toThrow(new Error("Cannot lock 10.0.0.1: Not connected"));
  });
});

describe("a host lock", () => {
  test("does each act by one line, and the conf without its text", async () => {
    const lock = await acquire();
    const record = recordOf(new Map([["10.0.0.1:7000", "abc"]]));
    await lock.record(record);
    await lock.writePidFile(7000);
    await lock.start(7001, { isEmpty: false });
    await lock.stageConf(7001, "port 7001\n");
    await lock.recordPending(7001, ["maxmemory", "save"]);
    await lock.activateConf(7001);
    expect(host.asked).toEqual([
      `record - ${Buffer.from(JSON.stringify(record)).toString("base64")}`,
      "pidfile 7000",
      "start 7001",
      `stage 7001 ${Buffer.from("port 7001\n").toString("base64")}`,
      "pending 7001 maxmemory,save",
      "activate 7001",
    ]);
    lock.close();
  });

  test("matches answers to acts that run at the same time", async () => {
    host.answer = (command) => (command.startsWith("pidfile 7001") ? "failed disk full " : "done");
    const lock = await acquire();
    const results = await Promise.allSettled([
      lock.writePidFile(7000),
      lock.writePidFile(7001),
      lock.writePidFile(7002),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    lock.close();
  });

  test("fails of an act with the script's reason, without the request", async () => {
    host.answer = () => "failed the server rejects it ";
    const lock = await acquire();
    await expect(lock.stageConf(7000, "requirepass secret\n")).rejects.toThrow(
      new Error("the server rejects it"),
    );
    expect(() => lock.requireHeld()).not.toThrow();
    lock.close();
  });

  test("shows a sign of life every second", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const lock = await acquire();
    vi.advanceTimersByTime(3000);
    await lock.start(7000, { isEmpty: false });
    expect(host.beats).toBe(3);
    lock.close();
  });

  test("is lost when the connection ends: it fails what waits, and all that follows", async () => {
    host.answer = () => undefined;
    const lock = await acquire();
    const waiting = expect(lock.start(7000, { isEmpty: false })).rejects.toThrow(
      LOST("the SSH connection ended"),
    );
    await until(() => host.asked.length === 1);
    await disconnect();
    await waiting;
    expect(() => lock.requireHeld()).toThrow(LOST("the SSH connection ended"));
    await expect(lock.writePidFile(7000)).rejects.toThrow(LockLost);
    await expect(lock.inspect([7000])).rejects.toThrow(LockLost);
  });

  test("is lost with what the host printed when the script ends", async () => {
    host.answer = () => undefined;
    const lock = await acquire();
    const waiting = expect(lock.start(7000, { isEmpty: false })).rejects.toThrow(
      LOST("the command on the host ended with exit code 1", ". The host printed: the disk failed"),
    );
    await until(() => host.asked.length === 1);
    host.endScript("the disk failed\n");
    await waiting;
    lock.close();
  });
});

/** Waits until it is so, by the event loop's turns alone. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

function disconnect(): Promise<void> {
  return new Promise((resolve) => {
    host.ssh.client.on("close", () => resolve());
    host.ssh.client.destroy();
  });
}
