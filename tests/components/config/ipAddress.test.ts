import { describe, expect, test } from "vitest";
import {
  addressFault,
  familyOf,
  isLoopback,
  isPublic,
  shortAddress,
} from "../../../components/config/ipAddress";

describe("shortAddress()", () => {
  test.each([
    ["FD00:56:0:0:0:0:0:65", "fd00:56::65"],
    ["fd00:56::65", "fd00:56::65"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::1", "::1"],
    ["10.1.0.11", "10.1.0.11"],
    ["redis-a.example", "redis-a.example"],
    ["fe80::1%eth0", "fe80::1%eth0"],
  ])("%s is %s", (text, short) => {
    expect(shortAddress(text)).toBe(short);
  });
});

describe("addressFault()", () => {
  const own = "must be the address that the host's servers bind";

  test.each([
    ["redis-a", "must be an IP address: the nodes announce it to clients"],
    ["010.1.1.1", "must be an IP address: the nodes announce it to clients"],
    ["0.0.0.0", `${own}, not the one for all addresses`],
    ["::", `${own}, not the one for all addresses`],
    ["0:0:0:0:0:0:0:0", `${own}, not the one for all addresses`],
    ["224.0.0.1", `${own}, not a multicast address`],
    ["ff02::1", `${own}, not a multicast address`],
    ["255.255.255.255", `${own}, not the broadcast address`],
    ["fe80::1", "must be routed: a link-local address cannot be announced"],
    ["FE80::1%eth0", "must be routed: a link-local address cannot be announced"],
    ["::ffff:10.1.0.11", "must be written as an IPv4 address"],
  ])("%s %s", (text, fault) => {
    expect(addressFault(text)).toBe(fault);
  });

  test.each([
    "10.1.0.11",
    "127.0.0.1",
    "169.254.1.1",
    "8.8.8.8",
    "255.255.255.254",
    "::1",
    "fd00::1",
    "2001:db8::1",
  ])("accepts %s", (text) => {
    expect(addressFault(text)).toBeUndefined();
  });
});

describe("isPublic()", () => {
  test.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.3.1", "2606:4700::1111"])(
    "%s is",
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );

  test.each([
    "10.1.0.11",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.56.65",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
    "::1",
    "fd00:56::65",
    "fc00::1",
    "fe80::1",
    "2001:db8::1",
  ])("%s is not", (address) => {
    expect(isPublic(address)).toBe(false);
  });
});

test("isLoopback() and familyOf()", () => {
  const addresses = ["127.0.0.1", "127.9.9.9", "::1", "10.0.0.1", "fd00::1"];
  expect(addresses.map(isLoopback)).toEqual([true, true, true, false, false]);
  expect(addresses.map(familyOf)).toEqual(["ipv4", "ipv4", "ipv6", "ipv4", "ipv6"]);
});
