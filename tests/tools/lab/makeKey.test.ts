import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { makeKey } from "../../../tools/lab/makeKey";
import { generateSshKeyPair, privateKeyText, publicKeyOf } from "../../../tools/lab/sshKeyPair";

/** As ssh2's generator writes it for a public key that begins with a zero byte: that byte is missing. */
const BROKEN = privateKeyText(Buffer.alloc(32, 7), Buffer.alloc(31, 7), "redis-cluster-lab");

let path: string;
let said: string[];
const make = () => makeKey(path, (line) => said.push(line));

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "key "));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, "made", "id_ed25519");
  said = [];
});

test("makeKey() creates a key pair that only its owner can read", () => {
  const publicKey = make();
  expect(publicKey).toMatch(/^ssh-ed25519 \S+ redis-cluster-lab$/);
  expect(publicKeyOf(readFileSync(path, "utf8"))).toBe(publicKey);
  expect(readFileSync(`${path}.pub`, "utf8")).toBe(`${publicKey}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(said).toEqual([]);
});

test("makeKey() keeps a good key", () => {
  const publicKey = make();
  const text = readFileSync(path, "utf8");
  expect(make()).toBe(publicKey);
  expect(readFileSync(path, "utf8")).toBe(text);
  expect(said).toEqual([]);
});

test.each(["missing", "another one"])("makeKey() writes the public key when it is %s", (state) => {
  const publicKey = make();
  if (state === "missing") rmSync(`${path}.pub`);
  else writeFileSync(`${path}.pub`, `${generateSshKeyPair().public}\n`);
  expect(make()).toBe(publicKey);
  expect(readFileSync(`${path}.pub`, "utf8")).toBe(`${publicKey}\n`);
  expect(said).toEqual([]);
});

test("makeKey() leaves no other file", () => {
  make();
  expect(readdirSync(dirname(path)).sort()).toEqual(["id_ed25519", "id_ed25519.pub"]);
});

test.each([
  ["broken", BROKEN],
  ["empty", ""],
  ["a public key", generateSshKeyPair().public],
])("makeKey() replaces a stored key that is %s, and says so in one line", (_, text) => {
  const old = make();
  writeFileSync(path, text);
  const publicKey = make();
  expect(publicKey).not.toBe(old);
  expect(publicKeyOf(readFileSync(path, "utf8"))).toBe(publicKey);
  expect(readFileSync(`${path}.pub`, "utf8")).toBe(`${publicKey}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(said).toEqual([`The SSH key ${path} cannot be read. Replacing it with a new one.`]);
  expect(make()).toBe(publicKey);
});
