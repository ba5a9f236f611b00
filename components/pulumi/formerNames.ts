import * as pulumi from "@pulumi/pulumi";

/** The stack's resources as they were named before `RedisCluster` existed, by type. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  "pulumi:providers:command": "command",
  "redis:index:ClusterBootstrap": "cluster",
  "redis:index:ClusterVerification": "proof",
};

/** Their children follow by their names, which begin with the parent's. @param cluster its name */
export function aliasFormerNames(cluster: string): pulumi.ResourceTransformation {
  return ({ type, name, props, opts }) => {
    const former =
      type === "redis:index:RedisHost" ? name.slice(cluster.length + 1) : FORMER_NAMES[type];
    if (former === undefined) return undefined;
    const alias = { name: former, parent: pulumi.rootStackResource };
    return { props, opts: pulumi.mergeOptions(opts, { aliases: [alias] }) };
  };
}
