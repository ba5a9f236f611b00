import { hostname, userInfo } from "node:os";
import { expect, test } from "vitest";
import { acquireLocks, describeRun } from "../../../../components/operations/ssh/hostLocks";

test("describeRun() names user, machine, process and time", () => {
  const [who = "", process_, since = ""] = describeRun().split(", ");
  expect(who).toBe(`${userInfo().username}@${hostname()}`);
  expect(process_).toBe(`process ${process.pid}`);
  expect(since).toMatch(/^since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test("takeGuards() names every host that it cannot reach, each on a line", async () => {
  const hosts = ["127.0.0.2", "127.0.0.1"].map((address) => ({
    address,
    ports: [3],
    domain: address,
    ssh: { address, port: 2, user: "root" },
  }));
  const spec = {
    hosts,
    replicas: 0,
    allowSharedDomain: false,
    directory: "/root/conf",
    directives: {},
    serverCommand: "redis-server",
    credentials: { password: "secret" },
  };
  await expect(acquireLocks(spec)).rejects.toThrow(
    new Error(
      "Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2\n" +
        "Cannot reach root@127.0.0.2 port 2 by SSH: connect ECONNREFUSED 127.0.0.2:2",
    ),
  );
});
