import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ClusterBootstrap } from "../../../components/clusterBootstrap";
import { ClusterVerification } from "../../../components/clusterVerification";
import { RedisClusterNode } from "../../../components/redisClusterNode";

// A program of somebody else's: it has its own configuration and passes plain arguments.
const config = new pulumi.Config();
const { privateKeyPath } = config.requireObject<{ privateKeyPath: string }>("ssh");
const addresses = config.requireObject<{ address: string; ports: number[] }[]>("hosts");

const credentials = pulumi.secret({ privateKey: readFileSync(privateKeyPath, "utf8") });
const directory = "/srv/cache";
const hosts = addresses.map(({ address, ports }) => ({
  address,
  ports,
  domain: address,
  ssh: { address, port: 22, user: "root" },
}));
const nodes = hosts.flatMap(({ address, ports, ssh }) =>
  ports.map(
    (port) =>
      new RedisClusterNode(`cache-${address}-${port}`, {
        address,
        port,
        ssh,
        credentials,
        directory,
        onDestroy: "delete",
      }),
  ),
);
const cluster = { hosts, replicas: 0, directory, credentials };
const bootstrap = new ClusterBootstrap("cache", { ...cluster, nodes });
const verification = new ClusterVerification("cache", { ...cluster, bootstrap });

export const primaries = bootstrap.report.nodes.apply((all) => all.map(({ slots }) => slots));
export const proved = verification.proof.primaries;
