import { afterEach, beforeEach, expect, test } from "vitest";
import { release } from "../../../../components/operations/verbs/release";
import type { RunSpec } from "../../../../components/spec/runSpec";
import { FakeLockHost } from "../../../support/fakeLockHost";
import { until } from "../../../support/until";

let hosts: [FakeLockHost, FakeLockHost];
beforeEach(async () => {
  hosts = [await FakeLockHost.open(), await FakeLockHost.open()];
});
afterEach(() => Promise.all(hosts.map((host) => host.close())));

function spec(...sshPorts: readonly number[]): RunSpec {
  return {
    hosts: sshPorts.map((port, index) => ({
      address: `10.0.0.${index + 1}`,
      ports: [7000, 7001],
      domain: `${index}`,
      ssh: { address: "127.0.0.1", port, user: "root" },
    })),
    replicas: 0,
    allowSharedDomain: false,
    directory: "/root/conf",
    directives: {},
    serverCommand: "redis-server",
    credentials: { password: "secret" },
  };
}

function ports(): number[] {
  return hosts.map(({ ssh }) => ssh.port);
}

/** Waits until every connection of the verb has ended. */
async function disconnected(): Promise<void> {
  await until("the connections to end", () =>
    hosts.every(({ ssh }) => ssh.clients() === 1) ? true : undefined,
  );
}

test("release() removes the hold files of all nodes", async () => {
  expect(await release(spec(...ports()))).toEqual([]);
  for (const { asked } of hosts) expect(asked).toEqual(["release 7000", "release 7001"]);
  await disconnected();
});

test("release() names a host that it cannot reach, and releases the others", async () => {
  const [port = 0] = ports();
  expect(await release(spec(port, 2))).toEqual([
    "Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2; its hold files remain",
  ]);
  expect(hosts[0].asked).toEqual(["release 7000", "release 7001"]);
});

test("release() has nothing to do on a host without the directory", async () => {
  hosts[1].greeting = "absent";
  expect(await release(spec(...ports()))).toEqual([]);
  expect(hosts[1].asked).toEqual([]);
  await disconnected();
});

test("release() fails when another run holds a lock", async () => {
  hosts[1].greeting = "held me@other";
  await expect(release(spec(...ports()))).rejects.toThrow(
    /^Cannot lock 10\.0\.0\.2: another run holds the lock \/root\/conf\/\.lock: me@other\. /,
  );
  await disconnected();
});

test("release() names the node whose hold file cannot be removed", async () => {
  hosts[0].answer = (command) => (command === "release 7001" ? "failed read-only " : "done");
  await expect(release(spec(...ports()))).rejects.toThrow(
    new Error("Cannot remove the hold file of 10.0.0.1:7001: read-only"),
  );
});
