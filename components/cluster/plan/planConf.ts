import { memberNames, type Topology } from "../spec/topology";
import type { ConfState } from "../state/confState";
import type { Observed } from "../state/observed";
import { answering } from "../state/shardState";
import type { Step } from "../steps/step";

/**
 * Lists the steps that make each running node's declared configuration its active one: stage it on all
 * nodes, then set it on all servers, and activate it only when all servers have accepted it. Where a
 * directive is pending a restart it stays staged.
 */
export function planConf(topology: Topology, observed: Observed): Step[] {
  const confs = memberNames(topology).flatMap((node): [string, ConfState][] => {
    const conf = answering(observed, node)?.conf;
    return conf === undefined ? [] : [[node, conf]];
  });
  const steps = (of: (node: string, conf: ConfState) => Step | undefined) =>
    confs.flatMap(([node, conf]) => of(node, conf) ?? []);
  return [
    ...steps((node, { declared, changes }) =>
      declared === "missing" ? { kind: "stageConf", node, changes } : undefined,
    ),
    ...steps((node, { drift }) =>
      drift.length > 0 ? { kind: "setDirectives", node, values: drift } : undefined,
    ),
    ...steps((node, { declared, pending }) =>
      declared === "staged" && pending.length === 0 ? { kind: "activateConf", node } : undefined,
    ),
  ];
}
