import { expect, test } from "vitest";
import { planUp } from "../../../../tools/lab/hosts/planUp";
import type { LabState } from "../../../../tools/lab/state/labState";

const DESIRED = {
  id: "0a1b2c3d",
  hosts: ["10.0.0.2"],
  publicKey: "ssh-ed25519 AAAA\n",
  layers: [],
};

const CURRENT: LabState = {
  id: "0a1b2c3d",
  publicKey: "ssh-ed25519 AAAA",
  layers: [],
  gateways: ["10.0.0.1/24"],
  hosts: ["10.0.0.2"],
};

test("planUp() describes a new lab", () => {
  expect(planUp(DESIRED, undefined)).toEqual(CURRENT);
});

test("planUp() changes nothing if all hosts exist", () => {
  expect(planUp(DESIRED, CURRENT)).toEqual(CURRENT);
});

test("planUp() adds hosts and removes none", () => {
  expect(planUp({ ...DESIRED, hosts: ["10.0.1.3"] }, CURRENT)).toEqual({
    ...CURRENT,
    gateways: ["10.0.0.1/24", "10.0.1.1/24"],
    hosts: ["10.0.0.2", "10.0.1.3"],
  });
});

test("planUp() adds a key and removes none", () => {
  const publicKey = "ssh-ed25519 AAAA\nssh-ed25519 BBBB";
  const added = planUp({ ...DESIRED, publicKey: "ssh-ed25519 BBBB\n" }, CURRENT);
  expect(added).toEqual({ ...CURRENT, publicKey });
  expect(planUp(DESIRED, added)).toEqual(added);
});

test("planUp() rejects other layers", () => {
  expect(() => planUp({ ...DESIRED, layers: ["/opt/valkey"] }, CURRENT)).toThrow(
    new RangeError(
      "Cannot change the lab's layers: its hosts were created with others. Take the lab down first",
    ),
  );
});
