import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./components/config/readConfig";
import { aliasFormerNames } from "./components/pulumi/formerNames";
import { RedisCluster } from "./components/redisCluster";

/** The stack: one cluster from the stack's configuration. */
export = async () => {
  const args = await readConfig(new pulumi.Config());
  const cluster = new RedisCluster("cluster", args, {
    transformations: [aliasFormerNames("cluster")],
  });
  return {
    nodes: cluster.nodes,
    startupNodes: cluster.startupNodes,
    server: cluster.server,
    version: cluster.version,
    singlePointsOfFailure: cluster.singlePointsOfFailure,
    verification: cluster.verification,
  };
};
