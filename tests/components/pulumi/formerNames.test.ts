import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { aliasFormerNames } from "../../../components/pulumi/formerNames";
import { recordResources } from "../../support/recordResources";

/** The former names of a resource of the cluster "cluster". */
function formerNames(type: string, name: string): unknown {
  const args = { type, name, props: {}, opts: {}, resource: pulumi.rootStackResource };
  return aliasFormerNames("cluster")(args as never)?.opts.aliases;
}

test.each([
  ["redis:index:RedisHost", "cluster-10.1.0.11", "10.1.0.11"],
  ["pulumi:providers:command", "cluster-command", "command"],
  ["redis:index:ClusterBootstrap", "cluster-bootstrap", "cluster"],
  ["redis:index:ClusterVerification", "cluster-verification", "proof"],
])("aliasFormerNames() finds %s %s as %s of the stack itself", (type, name, former) => {
  expect(formerNames(type, name)).toEqual([{ name: former, parent: pulumi.rootStackResource }]);
});

test("aliasFormerNames() finds the claim as the resource that released the nodes, by both its names", async () => {
  let aliases: readonly { readonly name: string; readonly parent: pulumi.Output<string> }[] = [];
  const { outputs } = await recordResources(() => {
    aliases = formerNames("command:local:Command", "cluster-claim") as typeof aliases;
    return Object.fromEntries(aliases.map(({ name, parent }) => [name, parent]));
  }, {});
  const stack = "urn:pulumi:dev::redis-cluster";
  const bootstrap = "redis:index:ClusterBootstrap";
  expect(outputs).toEqual({
    "cluster-release": `${stack}::${bootstrap}::cluster`,
    "cluster-bootstrap-release": `${stack}::redis-cluster:index:RedisCluster$${bootstrap}::cluster-bootstrap`,
  });
});

test.each([
  ["redis-cluster:index:RedisCluster", "cluster"],
  ["command:remote:Command", "cluster-10.1.0.11-7000"],
  ["command:local:Command", "other-claim"],
])("aliasFormerNames() leaves %s %s alone", (type, name) => {
  expect(formerNames(type, name)).toBeUndefined();
});
