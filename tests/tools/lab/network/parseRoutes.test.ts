import { expect, test } from "vitest";
import { parseRoutes } from "../../../../tools/lab/network/parseRoutes";

test("parseRoutes() reads routes of every kind", () => {
  const json = JSON.stringify([
    { dst: "default", gateway: "192.0.2.1", dev: "eth0", flags: [] },
    { dst: "192.0.2.0/24", dev: "eth0", protocol: "kernel", scope: "link", flags: [] },
    { type: "blackhole", dst: "10.9.0.0/16", flags: [] },
    { type: "local", dst: "192.0.2.2", dev: "eth0", table: "local", flags: [] },
    { type: "multicast", flags: [] },
  ]);
  expect(parseRoutes(json)).toEqual([
    { to: "default", link: "eth0" },
    { to: "192.0.2.0/24", link: "eth0" },
    { to: "10.9.0.0/16", link: "" },
    { to: "192.0.2.2", link: "eth0" },
  ]);
});

test.each(["", "\n", "[ ]\n"])("parseRoutes() finds none in %j", (json) => {
  expect(parseRoutes(json)).toEqual([]);
});
