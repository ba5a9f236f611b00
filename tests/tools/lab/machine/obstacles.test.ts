import { expect, test } from "vitest";
import type { MachineFacts } from "../../../../tools/lab/machine/machineFacts";
import { obstacles } from "../../../../tools/lab/machine/obstacles";

const MACHINE: MachineFacts = {
  platform: "linux",
  userId: 0,
  missingTools: [],
  routes: [
    { to: "default", link: "eth0" },
    { to: "192.0.2.0/24", link: "eth0" },
    { to: "127.0.0.0/8", link: "lo" },
  ],
};

const REQUEST = {
  hosts: ["192.168.56.65", "192.168.56.66"],
  gateways: ["192.168.56.1/24"],
  link: "lab-0a1b2c3d",
};

test("obstacles() returns none for a machine without a route to the network", () => {
  expect(obstacles(REQUEST, MACHINE)).toEqual([]);
});

test("obstacles() ignores the lab's own routes", () => {
  const own = { to: "192.168.56.0/24", link: "lab-0a1b2c3d" };
  expect(obstacles(REQUEST, { ...MACHINE, routes: [...MACHINE.routes, own] })).toEqual([]);
});

test("obstacles() names only the platform if it has no namespaces", () => {
  const machine = { ...MACHINE, platform: "darwin", userId: 501, missingTools: ["ip"] };
  expect(obstacles(REQUEST, machine)).toEqual([
    "Hosts are Linux namespaces, but this is darwin. Use a Linux virtual machine",
  ]);
});

test("obstacles() names the user, and the package of missing tools once", () => {
  const missingTools = ["ip", "unshare", "nsenter"];
  expect(obstacles(REQUEST, { ...MACHINE, userId: 1000, missingTools })).toEqual([
    "Namespaces and mounts require root, but this is user 1000. Run it with sudo",
    "Not on PATH: ip, unshare, nsenter. Install: apt-get install iproute2 util-linux",
  ]);
});

test.each([
  ["192.168.56.0/24", "vboxnet0", "to vboxnet0"],
  ["192.168.0.0/16", "tun0", "to tun0"],
  ["192.168.56.128/25", "eth1", "to eth1"],
  ["192.168.56.70", "lo", "to lo"],
  ["192.168.56.0/24", "", "nowhere"],
  ["192.168.56.0/24", "lab-ffffffff", "to lab-ffffffff"],
])("obstacles() names a network that overlaps the route %s to %j", (to, link, target) => {
  const machine = { ...MACHINE, routes: [...MACHINE.routes, { to, link }] };
  expect(obstacles(REQUEST, machine)).toEqual([
    `Network 192.168.56.0/24 is in use: this machine routes ${to} ${target}. ` +
      "Choose other addresses, or take that link down",
  ]);
});

test.each([
  [
    ["8.8.8.8"],
    "8.8.8.8 is not a private address. Choose one in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
  ],
  [["10.0.0.255"], "10.0.0.255 cannot be a host of 10.0.0.0/24. Choose one that ends in 1 to 254"],
  [["10.0.0.0"], "10.0.0.0 cannot be a host of 10.0.0.0/24. Choose one that ends in 1 to 254"],
  [
    ["192.168.56.1"],
    "192.168.56.1 is this machine's own address in the lab. Take the lab down first",
  ],
  [["10.0.0.2", "10.0.0.2"], "10.0.0.2 is given twice"],
])("obstacles() rejects the hosts %j", (hosts, expected) => {
  expect(obstacles({ ...REQUEST, hosts }, MACHINE)).toEqual([expected]);
});
