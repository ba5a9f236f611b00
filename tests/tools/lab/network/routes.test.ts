import { expect, test } from "vitest";
import { parseRouteGet, parseRoutes } from "../../../../tools/lab/network/routes";

test("parseRoutes() parses routes of every kind", () => {
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

test.each(["", "\n", "[ ]\n"])("parseRoutes() returns none for %j", (json) => {
  expect(parseRoutes(json)).toEqual([]);
});

test("parseRouteGet() returns the link of each address", () => {
  const text = `192.168.56.65 dev lab-0a1b2c3d src 192.168.56.1 uid 0 
    cache 
192.168.57.1 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0 
    cache 
local 192.168.56.1 dev lo src 192.168.56.1 uid 0 
    cache <local> 
`;
  expect([...parseRouteGet(text)]).toEqual([
    ["192.168.56.65", "lab-0a1b2c3d"],
    ["192.168.57.1", "eth0"],
    ["192.168.56.1", "lo"],
  ]);
});

test("parseRouteGet() returns nothing for an error", () => {
  expect([...parseRouteGet("RTNETLINK answers: Network is unreachable\n")]).toEqual([]);
});
