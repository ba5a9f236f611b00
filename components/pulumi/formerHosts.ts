import * as pulumi from "@pulumi/pulumi";
import { claimedHosts } from "../spec/claimSpec";
import type { RunHost } from "../spec/runSpec";

/**
 * The hosts that the stack's last `up` claimed for its clusters, by the engine's own record of it. The hosts of the
 * configuration may all be new: then nothing on them tells of the cluster that exists.
 * @param name of the claim's resource @see readStackResourceOutputs in pulumi/pulumi, pkg/resource/deploy/builtins.go
 */
export async function formerHosts(name: string): Promise<readonly RunHost[]> {
  const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const result: unknown = await pulumi.runtime.invoke(
    "pulumi:pulumi:readStackResourceOutputs",
    { stackName },
    { async: true },
  );
  const resources = fieldsOf(fieldsOf(result).get("outputs"));
  const found = [...resources].find(([urn]) => urn.endsWith(`::${name}`));
  const outputs = fieldsOf(fieldsOf(found?.[1]).get("outputs"));
  const [claimed = []] = ["stdout", "stdin"]
    .map((field) => claimedHosts(`${outputs.get(field) ?? ""}`))
    .filter((hosts) => hosts.length > 0);
  return claimed;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(Object(value)));
}
