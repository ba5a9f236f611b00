import { expect, test } from "vitest";
import { parsePorts } from "../../../../tools/lab/network/switch";

test("parsePorts() distinguishes a link that is down from one whose other end is", () => {
  const json = JSON.stringify([
    { ifname: "lo", flags: ["LOOPBACK"], operstate: "DOWN" },
    { ifname: "port-c0a83841", flags: ["BROADCAST", "UP", "LOWER_UP"], operstate: "UP" },
    { ifname: "port-c0a83842", flags: ["NO-CARRIER", "UP"], operstate: "LOWERLAYERDOWN" },
  ]);
  expect(parsePorts(json)).toEqual([
    { name: "lo", isUp: false },
    { name: "port-c0a83841", isUp: true },
    { name: "port-c0a83842", isUp: true },
  ]);
});
