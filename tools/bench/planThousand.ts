import { assess } from "../../components/cluster/plan/assess";
import { nodeName, nodesOf } from "../../components/cluster/spec/clusterSpec";
import { place } from "../../components/cluster/spec/placement";
import { noHostFacts } from "../../components/cluster/state/hostFacts";
import type { Observed } from "../../components/cluster/state/observed";
import type { Measurement } from "./measure";
import { benchHosts } from "./sizes";

const NODES = 1000;
const RUNS = 5;

/** Plans 1,000 new nodes like a preview: placement, assessment and all steps. */
export function planThousand(): Measurement[] {
  return Array.from({ length: RUNS }, () => {
    const cpu = process.cpuUsage();
    const start = performance.now();
    planOnce();
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds, cpuSeconds: (user + system) / 1e6 };
  });
}

function planOnce(): void {
  const hosts = benchHosts(NODES).map((host) => ({ ...host, domain: host.address }));
  const stopped = { answers: false, reason: "connect ECONNREFUSED" } as const;
  const observed: Observed = new Map(nodesOf(hosts).map((node) => [nodeName(node), stopped]));
  const topology = place({ hosts, replicas: 1, allowSharedDomain: false });
  const { steps } = assess(topology, observed, noHostFacts("/root/conf"));
  if (steps.length === 0) throw new Error("Cannot measure planning: the plan has no steps");
}
