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
    if (name === `${cluster}-claim`) {
      return { props, opts: pulumi.mergeOptions(opts, { aliases: releaseAliases(cluster) }) };
    }
    const former =
      type === "redis:index:RedisHost" ? name.slice(cluster.length + 1) : FORMER_NAMES[type];
    if (former === undefined) return undefined;
    const alias = { name: former, parent: pulumi.rootStackResource };
    return { props, opts: pulumi.mergeOptions(opts, { aliases: [alias] }) };
  };
}

/**
 * A former version had another resource in the claim's place: before a destroy it allowed the nodes to stop. Without
 * the alias Pulumi would delete it, and its delete runs a program that no longer exists.
 */
function releaseAliases(cluster: string): pulumi.Alias[] {
  const type = "redis:index:ClusterBootstrap";
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  const component = pulumi.createUrn(
    cluster,
    "redis-cluster:index:RedisCluster",
    undefined,
    project,
    stack,
  );
  const bootstrap = `${cluster}-bootstrap`;
  return [
    {
      name: "cluster-release",
      parent: pulumi.createUrn("cluster", type, undefined, project, stack),
    },
    {
      name: `${bootstrap}-release`,
      parent: pulumi.createUrn(bootstrap, type, component, project, stack),
    },
  ];
}
