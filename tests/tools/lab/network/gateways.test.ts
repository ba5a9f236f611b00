import { expect, test } from "vitest";
import { chooseGateways } from "../../../../tools/lab/network/gateways";

test("chooseGateways() takes .1 of each network", () => {
  expect(chooseGateways(["192.168.56.65", "10.1.2.3", "192.168.56.66"])).toEqual([
    "192.168.56.1/24",
    "10.1.2.1/24",
  ]);
});

test("chooseGateways() goes on from .254 downwards when hosts have the first ones", () => {
  expect(chooseGateways(["192.168.56.1", "192.168.56.254"])).toEqual(["192.168.56.253/24"]);
});

test("chooseGateways() keeps what the machine has", () => {
  expect(chooseGateways(["10.1.2.3", "10.1.3.4"], ["10.1.2.254/24"])).toEqual([
    "10.1.2.254/24",
    "10.1.3.1/24",
  ]);
});

test("chooseGateways() refuses a network of hosts only", () => {
  const hosts = Array.from({ length: 254 }, (_, index) => `10.0.0.${index + 1}`);
  expect(() => chooseGateways(hosts)).toThrow(
    new RangeError(
      "Cannot give the machine an address in 10.0.0.0/24 as hosts must leave one free: " +
        "all 254 are hosts",
    ),
  );
});
