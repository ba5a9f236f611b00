import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress } from "../../../../tools/lab/network/formatAddress";
import { parseAddress } from "../../../../tools/lab/network/parseAddress";

test("parseAddress() reads the four bytes as one number", () => {
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
  "parseAddress() refuses %j",
  (text) => {
    expect(() => parseAddress(text)).toThrow(
      new TypeError(
        `Cannot read ${JSON.stringify(text)} as a host's address must be IPv4 in dotted form, ` +
          'such as "192.168.56.65"',
      ),
    );
  },
);
