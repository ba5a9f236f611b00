import { type Assessment, assess } from "../../cluster/plan/assess";
import type { Topology } from "../../cluster/spec/topology";
import { noHostFacts } from "../../cluster/state/hostFacts";

/**
 * What stands for a look with REDIS_CLUSTER_LOOK=off in the environment, which is there to measure
 * what the look costs; undefined without it. Nothing is found then and nothing refused, and as no node
 * is known not to be its peers', none is started for the first time.
 */
export function inspectionOff(topology: Topology, directory: string): Assessment | undefined {
  if (process.env["REDIS_CLUSTER_LOOK"] !== "off") return undefined;
  const uninspected = ["The look at the cluster is switched off by REDIS_CLUSTER_LOOK=off"];
  return assess(topology, new Map(), { ...noHostFacts(directory), uninspected });
}
