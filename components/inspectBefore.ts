import * as pulumi from "@pulumi/pulumi";
import { type Claimant, foreignOwner } from "./cluster/checks/ownership";
import type { Assessment } from "./cluster/plan/assess";
import { blindStart } from "./cluster/plan/blindStart";
import { describeAssessment } from "./cluster/plan/describeAssessment";
import type { ClusterClaim } from "./clusterClaim";
import type { Secrets } from "./config/resolveSecrets";
import type { StackConfig } from "./config/stackConfig";
import {
  type ClusterInspection,
  inspectCluster,
  notInspected,
} from "./operations/verbs/inspectCluster";
import { INSPECTION_OFF, isInspectionOff } from "./operations/verbs/inspectionOff";
import { failOfHost } from "./pulumi/failOfHost";
import { formerHosts } from "./pulumi/formerHosts";
import { userError } from "./pulumi/userError";

/**
 * Inspects the cluster; without its secrets, as at the first preview of a generated password, it cannot.
 * @param claimName the name of the claim's resource
 */
export async function inspect(
  config: StackConfig,
  secrets: Secrets | undefined,
  claimName: string,
): Promise<ClusterInspection> {
  if (secrets === undefined) {
    return notInspected("The cluster was not inspected: a secret is not known before `up`");
  }
  if (isInspectionOff(process.env)) return notInspected(INSPECTION_OFF);
  return inspectCluster({ ...config, ...secrets }, () => formerHosts(claimName)).catch(failOfHost);
}

/** @throws pulumi.RunError if another stack owns the cluster */
export function rejectForeign(
  { inspections }: ClusterInspection,
  {
    config: { adopt },
    claim,
    known,
  }: {
    readonly config: StackConfig;
    readonly claim: ClusterClaim;
    readonly known: string | undefined;
  },
): void {
  const records = [...inspections.values()].flatMap(({ record }) =>
    typeof record === "object" ? record : [],
  );
  const claimant: Claimant = {
    owner: claim.owner,
    ...(known === undefined ? {} : { claim: known }),
    ...(adopt === undefined ? {} : { adopt }),
  };
  const foreign = foreignOwner(records, claimant);
  if (foreign !== undefined) throw userError(foreign);
}

/**
 * @param isInspected false in a preview that does not know a secret yet, and so inspected nothing
 * @throws pulumi.RunError if the node list is not accepted, if a new node might wipe data, or could not join
 */
export function rejectUnsafe(
  assessment: Assessment,
  { isInspected }: { readonly isInspected: boolean },
): void {
  const { rejections, failedChecks, toCreate, blockers } = assessment;
  // No server starts for a cluster that cannot be formed.
  const cannotForm = toCreate.length > 0 && blockers.length > 0;
  if (rejections.length + failedChecks.length > 0 || cannotForm)
    throw userError(describeAssessment(assessment));
  const blind = blindStart(assessment);
  if (blind !== undefined && (isInspected || !pulumi.runtime.isDryRun())) throw userError(blind);
}
