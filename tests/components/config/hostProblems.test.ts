import { expect, test } from "vitest";
import { hostProblems } from "../../../components/config/hostProblems";

function problemsOf(...addresses: readonly string[]): string[] {
  const hosts = addresses.map((address, index) => ({
    address,
    ports: [7000 + index],
    domain: address,
  }));
  return hostProblems(hosts).map(({ path, reason }) => `${path} ${reason}`);
}

test("hostProblems() accepts hosts of one family", () => {
  expect(problemsOf("10.0.0.1", "10.0.0.2")).toEqual([]);
  expect(problemsOf("fd00::1", "fd00::2")).toEqual([]);
});

test("hostProblems() accepts one host with a loopback address", () => {
  expect(problemsOf("127.0.0.1")).toEqual([]);
  expect(problemsOf("::1")).toEqual([]);
});

test("hostProblems() rejects a loopback address among several hosts, and names no family then", () => {
  expect(problemsOf("fd00::1", "127.0.0.1")).toEqual([
    'hosts[1].address is a loopback address ("127.0.0.1"), which other hosts cannot reach. Give another address of that host',
  ]);
});

test("hostProblems() rejects two families", () => {
  expect(problemsOf("fd00::1", "fd00::2", "10.0.0.1")).toEqual([
    'hosts[2].address is IPv4 ("10.0.0.1"), but hosts[0].address is IPv6. Give all hosts addresses of one family',
  ]);
});

test("hostProblems() rejects a host that is listed twice", () => {
  expect(problemsOf("10.0.0.1", "10.0.0.2", "10.0.0.1")).toEqual([
    'hosts[2].address is the address of hosts[0] too ("10.0.0.1"). List all its ports there',
  ]);
});

test("hostProblems() rejects a port or bus port that is used twice", () => {
  const hosts = [{ address: "10.0.0.1", ports: [7000, 17000, 7000], domain: "a" }];
  expect(hostProblems(hosts)).toEqual([
    {
      path: "hosts[0].ports[1]",
      reason: "uses 10.0.0.1:17000, which hosts[0].ports[0] uses too",
    },
    {
      path: "hosts[0].ports[2]",
      reason: "uses 10.0.0.1:7000, which hosts[0].ports[0] uses too",
    },
  ]);
});
