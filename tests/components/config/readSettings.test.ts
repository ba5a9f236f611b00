import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../../components/config/readSettings";
import type { StackSettings } from "../../../components/config/stackConfig";

const HOSTS = [
  { address: "192.168.56.65", ports: [7000, 7001, 7002] },
  { address: "192.168.56.66", ports: [7003, 7004, 7005] },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "read-settings-"));
  writeFileSync(join(folder, "key"), "THE KEY\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a stack's configuration of these keys. */
function settingsOf(config: Record<string, unknown>): Promise<StackSettings> {
  const texts = Object.entries({ hosts: HOSTS, ...config }).map(([key, value]) => [
    `redis-cluster:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts));
  return readSettings(new pulumi.Config("redis-cluster"));
}

function refusalOf(lines: readonly string[]): pulumi.RunError {
  return new pulumi.RunError(
    `Cannot use this configuration, and no host was touched:${lines.map((line) => `\n  ${line}`).join("")}`,
  );
}

test("readSettings() reads the key of privateKeyPath", async () => {
  const { config, credentials, password } = await settingsOf({
    ssh: { privateKeyPath: join(folder, "key") },
    replicas: 0,
    onDestroy: "delete",
  });
  expect(credentials).toEqual({ privateKey: "THE KEY\n", agent: false });
  expect(password).toBeUndefined();
  expect(config).toMatchObject({ replicas: 0, onDestroy: "delete", directory: "/root/conf" });
});

test.each<[object, object]>([
  [{ sshPrivateKey: "SECRET KEY" }, { privateKey: "SECRET KEY", agent: false }],
  [{ sshPassword: "pass" }, { password: "pass", agent: false }],
  [{ ssh: { agent: true } }, { agent: true }],
])("readSettings() logs in by %j", async (config, credentials) => {
  expect((await settingsOf({ ...config })).credentials).toEqual(credentials);
});

test("readSettings() prefers the secret key to the one of the path", async () => {
  const ssh = { privateKeyPath: join(folder, "none") };
  const { credentials } = await settingsOf({ ssh, sshPrivateKey: "SECRET KEY" });
  expect(credentials.privateKey).toBe("SECRET KEY");
});

test("readSettings() takes an empty secret for none", async () => {
  const { credentials, password } = await settingsOf({
    ssh: { agent: true },
    sshPrivateKey: "",
    sshPassword: "",
    password: "",
  });
  expect({ credentials, password }).toEqual({ credentials: { agent: true }, password: undefined });
});

test("readSettings() reads the password of the nodes", async () => {
  expect((await settingsOf({ ssh: { agent: true }, password: 'p"w' })).password).toBe('p"w');
});

test("readSettings() refuses a configuration without a way in", async () => {
  await expect(settingsOf({})).rejects.toThrow(
    refusalOf([
      "ssh names no way to log in: set privateKeyPath or agent there, or the secret " +
        '"sshPrivateKey" or "sshPassword"',
    ]),
  );
});

test("readSettings() refuses a key that cannot be read", async () => {
  const path = join(folder, "none");
  await expect(settingsOf({ ssh: { privateKeyPath: path } })).rejects.toThrow(
    refusalOf([
      "ssh.privateKeyPath names a key that cannot be read: " +
        `ENOENT: no such file or directory, open '${path}'`,
    ]),
  );
});

test("readSettings() refuses a password of two lines, and does not print it", async () => {
  await expect(settingsOf({ ssh: { agent: true }, password: "se\ncret" })).rejects.toThrow(
    refusalOf(["password must be one line without control characters"]),
  );
});

test("readSettings() names every problem on a line of its own, the key and a slip too", async () => {
  const hosts = [{ address: "a", ports: [] }];
  const path = join(folder, "none");
  const config = { hosts, directory: "x", pasword: "secret", ssh: { privateKeyPath: path } };
  await expect(settingsOf(config)).rejects.toThrow(
    refusalOf([
      'hosts[0].address must be an IP address, as the nodes announce it to clients: "a"',
      "hosts[0].ports must name at least one port",
      'directory must be an absolute folder other than "/": "x"',
      'pasword is no key of the configuration; did you mean "password"?',
      `ssh.privateKeyPath names a key that cannot be read: ENOENT: no such file or directory, open '${path}'`,
    ]),
  );
});

test("readSettings() refuses without a stack, which Pulumi would inspect for half a minute", async () => {
  await expect(settingsOf({})).rejects.toMatchObject({ stack: "" });
});
