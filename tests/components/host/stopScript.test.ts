import { expect, test } from "vitest";
import { scriptText } from "../../../components/host/hostCommand";
import { parseStopped, type Stopped, stopCommand } from "../../../components/host/stopScript";

test("stopCommand() stops all ports of a host at once, and quotes what a user chose", () => {
  expect(
    stopCommand({
      address: "192.168.56.65",
      directory: "/srv/my conf",
      serverCommand: "/opt/it's/redis-server",
      ports: [7000, 7001],
      onDestroy: "delete",
    }),
  ).toEqual({
    command:
      "env DIRECTORY='/srv/my conf' ADDRESS=192.168.56.65 SERVER='/opt/it'\\''s/redis-server' " +
      "ON_DESTROY=delete PORTS='7000 7001' sh -eu -s stop",
    stdin: scriptText(
      ["lib/base.sh", "lib/instance.sh", "lib/server.sh", "lib/ports.sh", "lib/stop.sh", "stop.sh"],
      {},
    ),
  });
});

test.each<[string, string, Stopped]>([
  [
    "servers that were stopped, and one that did not run",
    "stopped 7001\nabsent 7002\nstopped 7000\n",
    { stopped: [7001, 7000], failures: [] },
  ],
  [
    "a failure without its port",
    "stopped 7000\nfailed 7001 Cannot stop 10.0.0.5:7001: no reply \n",
    { stopped: [7000], failures: ["Cannot stop 10.0.0.5:7001: no reply"] },
  ],
  ["a host without nodes", "", { stopped: [], failures: [] }],
  ["unknown lines", "Welcome\n\nstopped 7000\n", { stopped: [7000], failures: [] }],
])("parseStopped() reads %s", (_, output, stopped) => {
  expect(parseStopped(output, stopped.stopped)).toEqual(stopped);
});

test("parseStopped() names a port of which the answer says nothing", () => {
  expect(() => parseStopped("stopped 7000\n", [7000, 7001])).toThrow(
    new Error("the host says nothing of port 7001"),
  );
});
