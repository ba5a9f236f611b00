import { expect, test } from "vitest";
import type { LabState } from "../../lab/labState";
import { planUp } from "../../lab/planUp";

const WISH = { id: "0a1b2c3d", hosts: ["10.0.0.2"], publicKey: "ssh-ed25519 AAAA\n", layers: [] };

const PRESENT: LabState = {
  id: "0a1b2c3d",
  publicKey: "ssh-ed25519 AAAA",
  layers: [],
  gateways: ["10.0.0.1/24"],
  hosts: ["10.0.0.2"],
};

test("planUp() describes a first lab", () => {
  expect(planUp(WISH, undefined)).toEqual(PRESENT);
});

test("planUp() changes nothing when all is there", () => {
  expect(planUp(WISH, PRESENT)).toEqual(PRESENT);
});

test("planUp() adds hosts and takes none away", () => {
  expect(planUp({ ...WISH, hosts: ["10.0.1.3"] }, PRESENT)).toEqual({
    ...PRESENT,
    gateways: ["10.0.0.1/24", "10.0.1.1/24"],
    hosts: ["10.0.0.2", "10.0.1.3"],
  });
});

test("planUp() adds a key and removes none", () => {
  const publicKey = "ssh-ed25519 AAAA\nssh-ed25519 BBBB";
  const added = planUp({ ...WISH, publicKey: "ssh-ed25519 BBBB\n" }, PRESENT);
  expect(added).toEqual({ ...PRESENT, publicKey });
  expect(planUp(WISH, added)).toEqual(added);
});

test("planUp() refuses other layers", () => {
  expect(() => planUp({ ...WISH, layers: ["/opt/valkey"] }, PRESENT)).toThrow(
    new RangeError(
      "Cannot change the lab's layers as its hosts were made with it: " +
        "they are there, take the lab down first",
    ),
  );
});
