import { assess } from "../../components/cluster/plan/assess";
import { nodeName, nodesOf } from "../../components/cluster/spec/clusterSpec";
import { place } from "../../components/cluster/spec/placement";
import { noHostFacts } from "../../components/cluster/state/hostFacts";
import type { Observed } from "../../components/cluster/state/observed";
import { benchHosts } from "./benchHosts";
import type { Took } from "./measure";

const NODES = 1000;
const RUNS = 5;

/**
 * Plans 1,000 nodes that are still to be made: placement, assessment and all steps, as a preview does.
 *
 * @throws Error when the plan is none
 */
export function planThousand(): Took[] {
  return Array.from({ length: RUNS }, () => {
    const cpu = process.cpuUsage();
    const began = performance.now();
    planOnce();
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds, cpuSeconds: (user + system) / 1e6 };
  });
}

function planOnce(): void {
  const hosts = benchHosts(NODES).map((host) => ({ ...host, domain: host.address }));
  const silent = { answers: false, reason: "connect ECONNREFUSED" } as const;
  const observed: Observed = new Map(nodesOf(hosts).map((node) => [nodeName(node), silent]));
  const topology = place({ hosts, replicas: 1, allowSharedDomain: false });
  const beside = noHostFacts("/root/conf");
  const { steps } = assess(topology, observed, beside);
  if (steps.length === 0) throw new Error("Cannot measure a plan as it must have steps: none");
}
