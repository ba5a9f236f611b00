import { randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { describeAssessment } from "./components/cluster/describeAssessment";
import { nodesOf } from "./components/cluster/spec";
import { ClusterBootstrap } from "./components/clusterBootstrap";
import { ClusterVerification } from "./components/clusterVerification";
import { connectionTo } from "./components/config/connectionTo";
import { readSettings } from "./components/config/readSettings";
import { lookAtCluster } from "./components/operations/lookAtCluster";
import { RedisClusterNode } from "./components/redisClusterNode";

/** The stack: configuration -> a look at what runs -> nodes -> cluster -> proof -> outputs. */
export = async () => {
  const { config, credentials, password } = await readSettings(new pulumi.Config());
  const look = await lookAtCluster({ ...config, credentials, password });
  if (look.refusals.length > 0) throw new pulumi.RunError(describeAssessment(look));
  if (pulumi.runtime.isDryRun() || look.findings.length > 0) {
    await pulumi.log.info(describeAssessment(look));
  }

  const nodes = config.hosts.flatMap((host) =>
    host.ports.map(
      (port) =>
        new RedisClusterNode(`${host.address}-${port}`, {
          ...config,
          address: host.address,
          port,
          password,
          connection: connectionTo(host.ssh, credentials),
          peersKnow: look.peersKnow.has(`${host.address}:${port}`),
        }),
    ),
  );
  const cluster = {
    ...config,
    password,
    credentials: pulumi.secret(credentials),
    finding: look.findings.length > 0 ? `${look.findings.join("\n")}\n${randomUUID()}` : undefined,
  };
  const bootstrap = new ClusterBootstrap("cluster", { ...cluster, nodes });
  const verification = new ClusterVerification("proof", { ...cluster, bootstrap });

  return {
    nodes: bootstrap.report.nodes,
    startupNodes: nodesOf(config.hosts).map(({ address, port }) => `${address}:${port}`),
    server: bootstrap.report.server,
    version: bootstrap.report.version,
    stoppedByTheLossOf: bootstrap.report.losses,
    proof: verification.proof.path,
  };
};
