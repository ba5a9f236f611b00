import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { aliasFormerNames } from "../../../components/pulumi/formerNames";

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

test.each([
  ["redis-cluster:index:RedisCluster", "cluster"],
  ["command:remote:Command", "cluster-10.1.0.11-7000"],
])("aliasFormerNames() leaves %s %s alone", (type, name) => {
  expect(formerNames(type, name)).toBeUndefined();
});
