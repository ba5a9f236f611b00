import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatAddress,
  isPrivate,
  overlaps,
  parseAddress,
  parsePrefix,
} from "../../../../tools/lab/network/address";

test("parseAddress() returns the four bytes as one number", () => {
  expect(parseAddress("192.168.56.65")).toBe(3_232_249_921);
  expect(parseAddress("255.255.255.255")).toBe(4_294_967_295);
});

test("formatAddress() undoes parseAddress() for every address", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(formatAddress(parseAddress(address))).toBe(address);
    }),
  );
});

test.each(["", "host", "192.168.56", "192.168.56.256", "::1", "192.168.56.65/24"])(
  "parseAddress() rejects %j",
  (text) => {
    expect(() => parseAddress(text)).toThrow(
      new TypeError(`${JSON.stringify(text)} is not an IPv4 address. Write it like 192.168.56.65`),
    );
  },
);

test.each(["10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.56.65", "198.19.0.1"])(
  "isPrivate() accepts %s",
  (address) => {
    expect(isPrivate(address)).toBe(true);
  },
);

test.each(["8.8.8.8", "172.32.0.1", "192.169.0.1", "127.0.0.1", "169.254.1.1", "224.0.0.1"])(
  "isPrivate() rejects %s",
  (address) => {
    expect(isPrivate(address)).toBe(false);
  },
);

test.each([
  ["192.168.56.0/24", "192.168.56.70", true],
  ["192.168.56.0/24", "192.168.56.128/25", true],
  ["192.168.56.0/24", "192.168.0.0/16", true],
  ["192.168.56.0/24", "192.168.56.0/24", true],
  ["192.168.56.0/24", "default", true],
  ["192.168.56.0/24", "192.168.57.0/24", false],
  ["192.168.56.0/24", "192.168.57.1", false],
  ["10.0.0.0/8", "11.0.0.0/8", false],
])("overlaps() of %s and %s is %s, in both orders", (one, other, expected) => {
  expect(overlaps(parsePrefix(one), parsePrefix(other))).toBe(expected);
  expect(overlaps(parsePrefix(other), parsePrefix(one))).toBe(expected);
});
