import { expect, test } from "vitest";
import {
  knownHosts,
  knownHostsName,
} from "../../../../../components/operations/ssh/trust/knownHosts";

const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOJw95P7US0IPgbQ7jCoRZQFvnlxD+ZxyM22iEvYN8+a";
const ECDSA =
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEaKaoQdMYpJ6bpSo7wlB1kv" +
  "iJbv2O0/znpT/DAPLoTKQrlRWQ6JUCrR4OyDeFIMlRwptPwKEKEzTT4QBmS1J6k=";
/** Written by ssh-keygen -H for 10.0.0.5 and [10.0.0.5]:2222. */
const HASHED = [
  `|1|72B+rf/+IPFGpG0JGaKRXHWtZLA=|e6G5U7oGgHtwvL8d+3wngbR3Hdk= ${ED25519}`,
  `|1|eDITNrfLuNWVlNKgPqDd90aZhPM=|4dSEz1V7UXID7QTsLV6IBaUZJTM= ${ECDSA}`,
].join("\n");

const HOST = { address: "10.0.0.5", port: 22 };
const OTHER_PORT = { address: "10.0.0.5", port: 2222 };

test.each([
  ["its name", `10.0.0.5 ${ED25519}`],
  ["one of its names, with a comment", `redis-a,10.0.0.5\t${ED25519} root@redis-a\r`],
  ["a pattern", `10.0.?.* ${ED25519}`],
  ["a hash", HASHED],
  ["a line between others", `# 10.0.0.5 ${ECDSA}\n\n  10.0.0.5 ${ED25519}\n10.0.0.6 ${ECDSA}`],
])("knownHosts() finds a host by %s", (_, text) => {
  expect(knownHosts(text, HOST)).toEqual({ keys: [ED25519], revoked: [] });
});

test.each([
  ["the plain form", `10.0.0.5 ${ED25519}\n[10.0.0.5]:2222 ${ECDSA}`],
  ["a hash", HASHED],
])("knownHosts() finds a host of another port by %s", (_, text) => {
  expect(knownHosts(text, OTHER_PORT)).toEqual({ keys: [ECDSA], revoked: [] });
});

test("knownHosts() finds a host by its name, whatever the case", () => {
  const target = { address: "Redis-A.example", port: 22 };
  expect(knownHosts(`redis-a.EXAMPLE ${ED25519}`, target).keys).toEqual([ED25519]);
});

test("knownHosts() finds all keys of a host in their order", () => {
  const text = `10.0.0.5 ${ED25519}\n10.0.0.5 ${ECDSA}\n`;
  expect(knownHosts(text, HOST).keys).toEqual([ED25519, ECDSA]);
});

test("knownHosts() separates the revoked keys, whatever their line", () => {
  const text = `10.0.0.5 ${ED25519}\n10.0.0.5 ${ECDSA}\n@revoked * ${ED25519}\n`;
  expect(knownHosts(text, HOST)).toEqual({ keys: [ECDSA], revoked: [ED25519] });
});

test.each([
  ["", "nothing"],
  [`10.0.0.50 ${ED25519}`, "a longer address"],
  [`10x0x0x5 ${ED25519}`, "dots that are others"],
  [`[10.0.0.5]:2222 ${ED25519}`, "another port"],
  [`10.0.0.*,!10.0.0.5 ${ED25519}`, "an exception"],
  [`@cert-authority 10.0.0.5 ${ED25519}`, "an authority"],
  ["10.0.0.5 ssh-ed25519", "a line without a key"],
  ["10.0.0.5 ssh-ed25519 AAAA", "a broken key"],
])("knownHosts() finds no key in %j: %s", (text) => {
  expect(knownHosts(text, HOST)).toEqual({ keys: [], revoked: [] });
});

test.each([
  ["Redis-A", 22, "redis-a"],
  ["10.0.0.5", 2222, "[10.0.0.5]:2222"],
  ["::1", 2222, "[::1]:2222"],
])("knownHostsName() writes %s port %i", (address, port, name) => {
  expect(knownHostsName({ address, port })).toBe(name);
});
