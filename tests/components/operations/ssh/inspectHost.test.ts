import { afterEach, expect, test } from "vitest";
import { inspectCommand } from "../../../../components/host/inspectScript";
import { inspectHost } from "../../../../components/operations/ssh/inspectHost";
import { openHost, type SshHost } from "../../../support/sshServer";

const OPTIONS = {
  address: "10.0.0.1",
  directory: "/root/conf",
  ports: [7000, 7001],
  serverCommand: "valkey-server",
};

let host: SshHost;
afterEach(() => host.close());

test("inspectHost() runs the inspection and parses what it prints", async () => {
  let ran = "";
  host = await openHost((command, channel) => {
    ran = command;
    channel.resume().on("end", () => {
      channel.write("node 7000 yes no abc\nheld 7000\naddresses 10.0.0.1\nscript yes\nend\n");
      channel.exit(0);
      channel.end();
    });
  });
  expect(await inspectHost(host.client, OPTIONS)).toMatchObject({
    nodes: new Map([[7000, { identity: true, data: false, hold: "abc" }]]),
    held: [7000],
    addresses: ["10.0.0.1"],
    isPrepared: true,
  });
  expect(ran).toBe(inspectCommand("/root/conf", [7000, 7001], "valkey-server").command);
});

test("inspectHost() names the host and the reason, not the command", async () => {
  host = await openHost((_command, channel) => {
    channel.stderr.write("sh: not found\n");
    channel.exit(127);
    channel.end();
  });
  await expect(inspectHost(host.client, OPTIONS)).rejects.toThrow(
    new Error("Cannot inspect 10.0.0.1: sh: not found"),
  );
});

test("inspectHost() ends at its limit", async () => {
  host = await openHost(() => undefined);
  await expect(inspectHost(host.client, { ...OPTIONS, limit: 50 })).rejects.toThrow(
    new Error("Cannot inspect 10.0.0.1: the host gave no answer in 0.05 s"),
  );
});
