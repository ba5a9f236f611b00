import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkArgs } from "../../../components/config/checkArgs";
import { readConfig } from "../../../components/config/readConfig";
import { resolveSecrets, type Secrets } from "../../../components/config/resolveSecrets";
import type { StackConfig } from "../../../components/config/stackConfig";
import type { RedisClusterArgs } from "../../../components/redisClusterArgs";
import { PRIVATE_KEY } from "../../support/privateKey";

const HOSTS = [
  { address: "192.168.56.65", ports: [7000, 7001, 7002] },
  { address: "192.168.56.66", ports: [7003, 7004, 7005] },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "check-args-"));
  writeFileSync(join(folder, "key"), PRIVATE_KEY);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The arguments of a stack whose configuration has these keys. */
function argsOf(config: Record<string, unknown>): Promise<RedisClusterArgs> {
  const texts = Object.entries({ hosts: HOSTS, ...config }).map(([key, value]) => [
    `redis-cluster:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts));
  return readConfig(new pulumi.Config("redis-cluster"));
}

/** What a stack with these keys is made of. */
async function settingsOf(config: Record<string, unknown>): Promise<StackConfig & Secrets> {
  const args = await argsOf(config);
  const checked = checkArgs(args);
  const secrets = await resolveSecrets(args, checked);
  if (secrets === undefined) throw new Error("The secrets of a configuration are always known");
  return { ...checked, ...secrets };
}

function rejection(lines: readonly string[]): pulumi.RunError {
  const text = lines.map((line) => `\n  ${line}`).join("");
  return new pulumi.RunError(`Cannot use this configuration. No host was contacted.${text}`);
}

describe("checkArgs() and resolveSecrets() of a stack's configuration", () => {
  test("read the key of privateKeyPath", async () => {
    const settings = await settingsOf({
      ssh: { privateKeyPath: join(folder, "key") },
      replicas: 0,
      onDestroy: "delete",
    });
    expect(settings.credentials).toEqual({ privateKey: PRIVATE_KEY, agent: false });
    expect(settings.password).toBeUndefined();
    expect(settings).toMatchObject({ replicas: 0, onDestroy: "delete", directory: "/root/conf" });
  });

  test.each<[object, object]>([
    [{ sshPrivateKey: PRIVATE_KEY }, { privateKey: PRIVATE_KEY, agent: false }],
    [{ sshPassword: "pass" }, { password: "pass", agent: false }],
    [{ ssh: { agent: true } }, { agent: true }],
  ])("log in by %j", async (config, credentials) => {
    expect((await settingsOf({ ...config })).credentials).toEqual(credentials);
  });

  test("prefer the secret key to the one of the path", async () => {
    const ssh = { privateKeyPath: join(folder, "none") };
    const { credentials } = await settingsOf({ ssh, sshPrivateKey: PRIVATE_KEY });
    expect(credentials.privateKey).toBe(PRIVATE_KEY);
  });

  test("take an empty secret for none", async () => {
    const { credentials, password } = await settingsOf({
      ssh: { agent: true },
      sshPrivateKey: "",
      sshPassword: "",
      password: "",
    });
    expect({ credentials, password }).toEqual({
      credentials: { agent: true },
      password: undefined,
    });
  });

  test("read the password of the nodes", async () => {
    expect((await settingsOf({ ssh: { agent: true }, password: 'p"w' })).password).toBe('p"w');
  });

  test("reject a configuration without a login method", async () => {
    await expect(settingsOf({})).rejects.toThrow(
      rejection([
        "ssh has no login method: set ssh.privateKeyPath or ssh.agent, or the secret " +
          "sshPrivateKey or sshPassword",
      ]),
    );
  });

  test("reject a key that cannot be read", async () => {
    const path = join(folder, "none");
    await expect(settingsOf({ ssh: { privateKeyPath: path } })).rejects.toThrow(
      rejection([
        `ssh.privateKeyPath cannot be read: ENOENT: no such file or directory, open '${path}'`,
      ]),
    );
  });

  test("reject a password of two lines, and do not print it", async () => {
    await expect(settingsOf({ ssh: { agent: true }, password: "se\ncret" })).rejects.toThrow(
      rejection(["password must be one line without control characters"]),
    );
  });

  test("reject public addresses without a password, unless that is meant", async () => {
    const hosts = [{ address: "8.8.8.8", ports: [7000, 7001, 7002] }];
    const config = { hosts, replicas: 0, ssh: { agent: true } };
    const problem = rejection([
      "password must be set: 8.8.8.8 is a public address, and anyone could read and write. " +
        "Set it, or allowNoPassword: true",
    ]);
    await expect(settingsOf(config)).rejects.toThrow(problem);
    const args = { ...config, password: pulumi.output("") };
    await expect(resolveSecrets(args, checkArgs(args))).rejects.toThrow(problem);
    expect((await settingsOf({ ...config, password: "p" })).password).toBe("p");
    const meant = await settingsOf({ ...config, allowNoPassword: true });
    expect(meant).toMatchObject({ allowNoPassword: true });
  });

  test("name every problem on its own line, a missing key and a mistyped one too", async () => {
    const hosts = [{ address: "a", ports: [] }];
    const path = join(folder, "none");
    const config = { hosts, directory: "x", pasword: "secret", ssh: { privateKeyPath: path } };
    await expect(settingsOf(config)).rejects.toThrow(
      rejection([
        'hosts[0].address must be an IP address: the nodes announce it to clients: "a"',
        "hosts[0].ports must name at least one port",
        'directory must be an absolute directory, and not "/": "x"',
        'pasword is not a configuration key; did you mean "password"?',
        `ssh.privateKeyPath cannot be read: ENOENT: no such file or directory, open '${path}'`,
      ]),
    );
  });

  test("reject without a stack, which Pulumi would inspect for half a minute", async () => {
    await expect(settingsOf({})).rejects.toMatchObject({ stack: "" });
  });
});

describe("checkArgs() of a program's arguments", () => {
  test("names outputs where only plain values are possible", () => {
    const address = pulumi.output("10.1.0.11");
    // As YAML and Python programs pass them, whose types nobody checks.
    const hosts = [{ address, ports: [7000] }] as never;
    const directives = { maxmemory: pulumi.output("1gb") };
    expect(() => checkArgs({ hosts, directives, sshPassword: "x" })).toThrow(
      rejection([
        "hosts[0].address must be a plain value: it decides which resources exist",
        "directives.maxmemory must be a plain value: it decides which resources exist",
      ]),
    );
  });

  test("leaves secrets that are outputs to resolveSecrets()", async () => {
    const secrets = {
      sshPrivateKey: pulumi.secret(PRIVATE_KEY),
      password: pulumi.secret(Promise.resolve("pass")),
    };
    const args = { hosts: HOSTS, ...secrets };
    const config = checkArgs(args);
    expect(await resolveSecrets(args, config)).toEqual({
      credentials: { privateKey: PRIVATE_KEY, agent: false },
      password: "pass",
    });
  });

  test("rejects an output's password of two lines, and one that names no login method", async () => {
    const args = {
      hosts: HOSTS,
      sshPassword: pulumi.output(""),
      password: pulumi.output("se\ncret"),
    };
    const config = checkArgs(args);
    await expect(resolveSecrets(args, config)).rejects.toThrow(
      rejection([
        "ssh has no login method: set ssh.privateKeyPath or ssh.agent, or the secret " +
          "sshPrivateKey or sshPassword",
        "password must be one line without control characters",
      ]),
    );
  });
});
