import { type Assessment, assess } from "../../cluster/plan/assess";
import type { Topology } from "../../cluster/spec/topology";
import { noHostFacts } from "../../cluster/state/hostFacts";

/** True with `REDIS_CLUSTER_INSPECT=off`, by which the bench measures what the inspection costs. */
export function isInspectionOff(environment: NodeJS.ProcessEnv): boolean {
  return environment["REDIS_CLUSTER_INSPECT"] === "off";
}

/** The assessment without an inspection: no problems, no rejections, and no node may be created. */
export function assessUninspected(topology: Topology, directory: string): Assessment {
  const uninspected = ["The inspection is switched off by REDIS_CLUSTER_INSPECT=off"];
  return assess(topology, new Map(), { ...noHostFacts(directory), uninspected });
}
