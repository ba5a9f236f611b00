import { expect, test } from "vitest";
import type { MachineFacts } from "../../../../tools/lab/machine/machineFacts";
import { refusals } from "../../../../tools/lab/machine/obstacles";

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

test("refusals() has none for a machine that routes the network nowhere", () => {
  expect(refusals(REQUEST, MACHINE)).toEqual([]);
});

test("refusals() takes the lab's own routes as they are", () => {
  const own = { to: "192.168.56.0/24", link: "lab-0a1b2c3d" };
  expect(refusals(REQUEST, { ...MACHINE, routes: [...MACHINE.routes, own] })).toEqual([]);
});

test("refusals() names the system and nothing else where there are no namespaces", () => {
  const machine = { ...MACHINE, platform: "darwin", userId: 501, missingTools: ["ip"] };
  expect(refusals(REQUEST, machine)).toEqual([
    "Cannot make a lab as its hosts are Linux namespaces: this machine runs " +
      '"darwin", run it in a Linux virtual machine',
  ]);
});

test("refusals() names the user, and the packages of missing tools, each once", () => {
  const missingTools = ["ip", "unshare", "nsenter"];
  expect(refusals(REQUEST, { ...MACHINE, userId: 1000, missingTools })).toEqual([
    "Cannot make a lab as namespaces and mounts need root: user 1000, run it with sudo",
    "Cannot make a lab as it needs ip, unshare, nsenter: not found on PATH, " +
      "run apt-get install iproute2 util-linux",
  ]);
});

test.each([
  ["192.168.56.0/24", "vboxnet0", '"vboxnet0"'],
  ["192.168.0.0/16", "tun0", '"tun0"'],
  ["192.168.56.128/25", "eth1", '"eth1"'],
  ["192.168.56.70", "lo", '"lo"'],
  ["192.168.56.0/24", "", "nowhere"],
  ["192.168.56.0/24", "lab-ffffffff", '"lab-ffffffff"'],
])("refusals() refuses a network that overlaps the route %s to %j", (to, link, said) => {
  const machine = { ...MACHINE, routes: [...MACHINE.routes, { to, link }] };
  expect(refusals(REQUEST, machine)).toEqual([
    `Cannot use network 192.168.56.0/24 as the machine already routes it elsewhere: ${to} ` +
      `goes to ${said}, choose other addresses or take that link down`,
  ]);
});

test.each([
  [
    ["8.8.8.8"],
    "Cannot make host 8.8.8.8 as a lab must not hide a part of the Internet: it is no private " +
      "address, choose one of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
  ],
  [
    ["10.0.0.255"],
    "Cannot make host 10.0.0.255 as it names a whole /24 network: choose one that ends in 1 to 254",
  ],
  [
    ["192.168.56.1"],
    "Cannot make host 192.168.56.1 as the machine has that address in this lab: " +
      "take the lab down first",
  ],
])("refusals() refuses the host of %j", (hosts, expected) => {
  expect(refusals({ ...REQUEST, hosts }, MACHINE)).toEqual([expected]);
});

test("refusals() refuses an address given twice", () => {
  const twice = "Cannot make host 10.0.0.2 as each host needs its own address: it is given twice";
  expect(refusals({ ...REQUEST, hosts: ["10.0.0.2", "10.0.0.2"] }, MACHINE)).toEqual([
    twice,
    twice,
  ]);
});
