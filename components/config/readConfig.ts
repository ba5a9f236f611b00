import * as pulumi from "@pulumi/pulumi";
import type {
  RedisClusterArgs,
  RedisClusterHost,
  RedisClusterMigration,
  RedisClusterSsh,
} from "../redisClusterArgs";

/** Nothing is checked here; unknown keys are passed on, so that the check names them. */
export async function readConfig(config: pulumi.Config): Promise<RedisClusterArgs> {
  const [sshPrivateKey, sshPassword, password] = await Promise.all([
    secretOf(config, "sshPrivateKey"),
    secretOf(config, "sshPassword"),
    secretOf(config, "password"),
  ]);
  return {
    ...allKeys(config),
    hosts: config.getObject<RedisClusterHost[]>("hosts") ?? [],
    replicas: config.getObject<number>("replicas"),
    allowSharedDomain: config.getObject<boolean>("allowSharedDomain"),
    allowNoPassword: config.getObject<boolean>("allowNoPassword"),
    directory: config.get("directory"),
    directives: config.getObject("directives"),
    migration: config.getObject<RedisClusterMigration>("migration"),
    ssh: config.getObject<RedisClusterSsh>("ssh"),
    sshPrivateKey,
    sshPassword,
    password,
    serverCommand: config.get("serverCommand"),
    adopt: config.get("adopt") || undefined,
    onDestroy: config.get("onDestroy"),
  };
}

function allKeys(config: pulumi.Config): Record<string, null> {
  const prefix = `${config.name}:`;
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), null]));
}

async function secretOf(config: pulumi.Config, key: string): Promise<string | undefined> {
  const secret = config.getSecret(key);
  if (secret === undefined) return undefined;
  const text = await new Promise<string>((resolve) => {
    secret.apply(resolve);
  });
  return text === "" ? undefined : text;
}
