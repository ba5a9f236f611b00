import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ClusterBootstrap } from "../../../components/clusterBootstrap";
import { ClusterClaim } from "../../../components/clusterClaim";
import { ClusterVerification } from "../../../components/clusterVerification";
import { knownHosts } from "../../../components/operations/ssh/trust/knownHosts";
import { RedisClusterNode } from "../../../components/redisClusterNode";
import { RedisHost } from "../../../components/redisHost";

// A program of somebody else's: it has its own configuration and passes plain arguments.
const config = new pulumi.Config();
const ssh = config.requireObject<{ privateKeyPath: string; knownHosts: string }>("ssh");
const addresses = config.requireObject<{ address: string; ports: number[] }[]>("hosts");

const credentials = pulumi.secret({ privateKey: readFileSync(ssh.privateKeyPath, "utf8") });
const known = readFileSync(ssh.knownHosts, "utf8");
const directory = "/srv/cache";
const hosts = addresses.map(({ address, ports }) => ({
  address,
  ports,
  domain: address,
  ssh: {
    address,
    port: 22,
    user: "root",
    hostKey: knownHosts(known, { address, port: 22 }).keys[0],
  },
}));
const claim = new ClusterClaim("cache-claim", {
  hosts,
  directory,
  credentials,
  onDestroy: "delete",
});
const nodes = hosts.flatMap(({ address, ports, ssh: way }) => {
  const host = new RedisHost(`cache-${address}`, { address, ssh: way, credentials, directory });
  return ports.map(
    (port) => new RedisClusterNode(`cache-${address}-${port}`, { host, claim, port }),
  );
});
const cluster = { hosts, replicas: 0, directory, credentials };
const bootstrap = new ClusterBootstrap("cache", { ...cluster, nodes, claim });
const verification = new ClusterVerification("cache", { ...cluster, bootstrap });

export const primaries = bootstrap.report.nodes.apply((all) => all.map(({ slots }) => slots));
export const proved = verification.result.primaries;
