import { expect, test } from "vitest";
import { chooseGateways } from "../../../../tools/lab/network/gateways";

test("chooseGateways() chooses .1 of each network", () => {
  expect(chooseGateways(["192.168.56.65", "10.1.2.3", "192.168.56.66"])).toEqual([
    "192.168.56.1/24",
    "10.1.2.1/24",
  ]);
});

test("chooseGateways() continues from .254 downwards if hosts have the first ones", () => {
  expect(chooseGateways(["192.168.56.1", "192.168.56.254"])).toEqual(["192.168.56.253/24"]);
});

test("chooseGateways() keeps this machine's addresses", () => {
  expect(chooseGateways(["10.1.2.3", "10.1.3.4"], ["10.1.2.254/24"])).toEqual([
    "10.1.2.254/24",
    "10.1.3.1/24",
  ]);
});

test("chooseGateways() rejects a network without a free address", () => {
  const hosts = Array.from({ length: 254 }, (_, index) => `10.0.0.${index + 1}`);
  expect(() => chooseGateways(hosts)).toThrow(
    new RangeError(
      "Network 10.0.0.0/24 has no free address for this machine: all 254 are hosts. " +
        "Leave one address free",
    ),
  );
});
