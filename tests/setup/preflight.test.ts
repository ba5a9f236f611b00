import { describe, expect, test } from "vitest";
import { findObstacles } from "../../setup/preflight";

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

/** A route as /proc/net/route writes it, numbers in hex with the last byte first. */
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
    ["18.20.8", "Node 20.19 or later is required. This is 18.20.8."],
    ["20.18.3", "Node 20.19 or later is required. This is 20.18.3."],
  ])("names the old Node %s", (node, text) => {
    expect(findObstacles({ ...MACHINE, node })).toEqual([text]);
  });

  test("names another system, and nothing that does not matter there", () => {
    expect(findObstacles({ ...MACHINE, platform: "darwin", uid: 501, hasApt: false })).toEqual([
      "The demo's hosts are Linux namespaces. This is darwin. Use a Linux machine, or hosts of " +
        "your own and: pulumi up",
    ]);
  });

  test("names all that is missing at once", () => {
    expect(findObstacles({ ...MACHINE, node: "19.0.0", uid: 1000, hasApt: false })).toEqual([
      "Node 20.19 or later is required. This is 19.0.0.",
      "Only root can create namespaces. Become root (sudo -s) and try again.",
      "The hosts' packages come from apt-get, which is missing. Use Debian or Ubuntu.",
    ]);
  });

  test.each([
    ["vboxnet0", "0038A8C0", "00FFFFFF", "192.168.56.65"],
    ["tun0", "0000A8C0", "0000FFFF", "192.168.56.65"],
    ["tun1", "4238A8C0", "FFFFFFFF", "192.168.56.66"],
  ])("names the link %s that reaches the hosts' network", (link, destination, mask, host) => {
    const routes = routesOf(DEFAULT_ROUTE, route(link, destination, mask));
    expect(findObstacles({ ...MACHINE, routes })).toEqual([
      `The network of ${host} is already reached through ${link}. Take ${link} down, or change ` +
        "the addresses in Pulumi.dev.yaml.",
    ]);
  });
});
