import * as pulumi from "@pulumi/pulumi";
import { RedisCluster } from "../../components/redisCluster";

const cache = new RedisCluster("cache", {
  hosts: ["10.1.0.11", "10.1.0.12", "10.1.0.13"].map((address) => ({
    address,
    ports: [7000, 7001],
  })),
  directory: "/home/deploy/cache",
  ssh: { user: "deploy", privateKeyPath: "~/.ssh/id_ed25519" },
  password: new pulumi.Config().requireSecret("password"),
});

export const startupNodes = cache.startupNodes;
