import { expect, test } from "vitest";
import { parseRouteGet } from "../../../../tools/lab/network/parseRouteGet";

test("parseRouteGet() reads the link of each address", () => {
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

test("parseRouteGet() finds nothing in an error", () => {
  expect([...parseRouteGet("RTNETLINK answers: Network is unreachable\n")]).toEqual([]);
});
