import { afterEach, expect, test } from "vitest";
import { inspectCommand } from "../../../../components/host/inspectScript";
import { inspectHost } from "../../../../components/operations/ssh/inspectHost";
import { OtherProgram } from "../../../../components/operations/ssh/otherProgram";
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
      channel.write(
        "<<redis-cluster\nnode 7000 yes no running\nheld 7000\naddresses 10.0.0.1\nscript yes\nredis-cluster>>\n",
      );
      channel.exit(0);
      channel.end();
    });
  });
  expect(await inspectHost(host.client, OPTIONS)).toMatchObject({
    nodes: new Map([[7000, { identity: true, data: false, process: "running" }]]),
    held: [7000],
    addresses: ["10.0.0.1"],
    isPrepared: true,
  });
  expect(ran).toBe(inspectCommand(OPTIONS).command);
});

test("inspectHost() names the host and the reason, not the command", async () => {
  host = await openHost((_command, channel) => {
    channel.stderr.write("sh: not found\n");
    channel.exit(127);
    channel.end();
  });
  await expect(inspectHost(host.client, OPTIONS)).rejects.toThrow(
    new Error(
      "Cannot inspect 10.0.0.1: the command on the host ended with exit code 127. The host printed: sh: not found",
    ),
  );
});

test("inspectHost() names a host that ran something else", async () => {
  host = await openHost((_command, channel) => {
    channel.write("hello\n");
    channel.exit(0);
    channel.end();
  });
  await expect(inspectHost(host.client, OPTIONS)).rejects.toThrow(
    new OtherProgram(
      "Cannot inspect 10.0.0.1: the host did not run the script that was sent. The host printed: hello",
    ),
  );
});

test("inspectHost() ends at its limit", async () => {
  host = await openHost(() => undefined);
  await expect(inspectHost(host.client, { ...OPTIONS, limit: 50 })).rejects.toThrow(
    new Error("Cannot inspect 10.0.0.1: the host gave no answer in 0.05 s"),
  );
});

test("inspectHost() gives a host of many nodes more time", async () => {
  host = await openHost(() => undefined);
  const ports = Array.from({ length: 60 }, (_, index) => 7000 + index);
  await expect(inspectHost(host.client, { ...OPTIONS, ports, limit: 50 })).rejects.toThrow(
    new Error("Cannot inspect 10.0.0.1: the host gave no answer in 0.1 s"),
  );
});
