import { describe, expect, test } from "vitest";
import { createsHosts, findObstacles, findOldNode } from "../../../tools/setup/preflight";

const HEADING =
  "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
const DEFAULT_ROUTE = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0";

const MACHINE = {
  platform: "linux",
  uid: 0,
  node: "20.19.0",
  hasApt: true,
  routes: routesOf(DEFAULT_ROUTE),
  hosts: ["192.168.56.65", "192.168.56.66"],
};

/** The text of /proc/net/route with these lines. */
function routesOf(...lines: string[]): string {
  return `${[HEADING, ...lines].join("\n")}\n`;
}

/** A route as /proc/net/route writes it, numbers in hexadecimal, last byte first. */
function route(link: string, destination: string, mask: string): string {
  return `${link}\t${destination}\t00000000\t0001\t0\t0\t0\t${mask}\t0\t0\t0`;
}

describe("findObstacles()", () => {
  test.each([
    [{}],
    [{ node: "22.0.0" }],
    [{ node: "20.20.2" }],
    [{ routes: "" }],
    [{ routes: routesOf(DEFAULT_ROUTE, route("eth0", "000200C0", "00FFFFFF")) }],
    [{ routes: routesOf(route("lab-0a1b2c3d", "0038A8C0", "00FFFFFF")) }],
    [{ routes: routesOf(route("vboxnet1", "0039A8C0", "00FFFFFF")) }],
  ])("has none on a machine with %j", (changes) => {
    expect(findObstacles({ ...MACHINE, ...changes })).toEqual([]);
  });

  test.each([
    ["18.20.8", "Node 20.19 or later is required; this is 18.20.8"],
    ["20.18.3", "Node 20.19 or later is required; this is 20.18.3"],
  ])("names the old Node %s", (node, text) => {
    expect(findObstacles({ ...MACHINE, node })).toEqual([text]);
  });

  test("names another system, and not what is irrelevant there", () => {
    expect(findObstacles({ ...MACHINE, platform: "darwin", uid: 501, hasApt: false })).toEqual([
      "Hosts are Linux namespaces, but this is darwin. Use Linux, or your own hosts with: npm run pulumi -- up",
    ]);
  });

  test("names all problems at once", () => {
    expect(findObstacles({ ...MACHINE, node: "19.0.0", uid: 1000, hasApt: false })).toEqual([
      "Node 20.19 or later is required; this is 19.0.0",
      "Creating hosts requires root. Become root first: sudo -s",
      "The hosts' packages come from apt-get, which is missing. Use Debian or Ubuntu",
    ]);
  });

  test.each([
    ["vboxnet0", "0038A8C0", "00FFFFFF", "192.168.56.65"],
    ["tun0", "0000A8C0", "0000FFFF", "192.168.56.65"],
    ["tun1", "4238A8C0", "FFFFFFFF", "192.168.56.66"],
  ])("names the link %s that a host is routed to", (link, destination, mask, host) => {
    const routes = routesOf(DEFAULT_ROUTE, route(link, destination, mask));
    expect(findObstacles({ ...MACHINE, routes })).toEqual([
      `${host} is in use: this machine routes it to ${link}. Take that link down, or change the ` +
        "addresses in Pulumi.dev.yaml",
    ]);
  });
});

test("findOldNode() is all that stacks of your own depend on", () => {
  expect(findOldNode("20.19.0")).toEqual([]);
  expect(findOldNode("18.20.8")).toEqual(["Node 20.19 or later is required; this is 18.20.8"]);
});

describe("createsHosts()", () => {
  test.each([[[]], [["demo"]], [["demo", "up"]]])("is true for %j", (argv) => {
    expect(createsHosts(argv)).toBe(true);
  });

  test.each([
    [["demo", "down"]],
    [["lab", "up"]],
    [["pulumi", "up"]],
    [["test"]],
    [["bench", "6"]],
  ])("is false for %j", (argv) => {
    expect(createsHosts(argv)).toBe(false);
  });
});
