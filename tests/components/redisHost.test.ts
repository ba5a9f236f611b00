import { describe, expect, test } from "vitest";
import { installCommand } from "../../components/host/installScript";
import { RedisHost, type RedisHostArgs } from "../../components/redisHost";
import { recordResources } from "../support/recordResources";

const ARGS = {
  address: "192.168.56.65",
  ssh: { address: "10.0.0.5", port: 2222, user: "admin", hostKey: "ssh-ed25519 AAAA" },
  credentials: { privateKey: "THE KEY", agent: false },
};

async function made(changes: Partial<RedisHostArgs> = {}) {
  const { resources, outputs } = await recordResources(
    () => {
      const { warnings, prepared } = new RedisHost("host", { ...ARGS, ...changes });
      return { warnings, prepared };
    },
    { "-script": '{"warnings":["it lacks much"]}\n' },
  );
  expect(outputs).toEqual({ warnings: ["it lacks much"], prepared: undefined });
  return resources;
}

describe("RedisHost", () => {
  test("is one command that installs the script; the key is only in a secret", async () => {
    const { command, stdin } = installCommand({
      address: "192.168.56.65",
      directory: "/root/conf",
      directives: {},
    });
    expect(await made()).toEqual([
      {
        type: "redis:index:RedisHost",
        name: "host",
        parent: "",
        inputs: {},
        secrets: [],
        dependsOn: [],
        ignoreChanges: [],
      },
      {
        type: "command:remote:Command",
        name: "host-script",
        parent: "host",
        inputs: {
          connection: {
            host: "10.0.0.5",
            port: 2222,
            user: "admin",
            hostKey: "ssh-ed25519 AAAA",
            privateKey: "THE KEY",
            dialErrorLimit: 4,
            perDialTimeout: 5,
          },
          create: command,
          stdin,
          logging: "none",
          addPreviousOutputInEnv: false,
        },
        secrets: ["connection"],
        dependsOn: [],
        ignoreChanges: ["triggers"],
      },
    ]);
  });

  test("installs it in the chosen directory, and passes what its nodes need", async () => {
    const { command, stdin } = installCommand({
      address: "192.168.56.65",
      directory: "/srv/redis",
      directives: { maxclients: "20" },
    });
    const [, script] = await made({
      directory: "/srv/redis",
      directives: { maxclients: "20" },
    });
    expect(script?.inputs).toMatchObject({ create: command, stdin });
  });

  test("takes what it cannot read for a warning", async () => {
    const { outputs } = await recordResources(
      () => ({ warnings: new RedisHost("host", ARGS).warnings }),
      { "-script": "hello\n" },
    );
    expect(outputs).toEqual({
      warnings: ["the script that prepares the host printed no answer. The host printed: hello"],
    });
  });

  test("is made again by a problem", async () => {
    const [, script] = await made({ problem: "gone, number 1" });
    expect(script?.inputs["triggers"]).toEqual(["gone, number 1"]);
    expect(script?.ignoreChanges).toEqual([]);
  });
});
