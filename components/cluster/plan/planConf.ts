import { memberNames, type Topology } from "../spec/topology";
import type { ConfState } from "../state/confState";
import { someAreBusy } from "../state/nodeTransfers";
import type { Observed } from "../state/observed";
import { answering } from "../state/shardState";
import type { Step } from "../steps/step";

/**
 * Activates a configuration only when all servers accept it: not while one is busy, which may yet reject it. One
 * pending a restart stays staged.
 */
export function planConf(topology: Topology, observed: Observed): Step[] {
  const confs = memberNames(topology).flatMap((node): [string, ConfState][] => {
    const conf = answering(observed, node)?.conf;
    return conf === undefined ? [] : [[node, conf]];
  });
  const steps = (of: (node: string, conf: ConfState) => Step | undefined) =>
    confs.flatMap(([node, conf]) => of(node, conf) ?? []);
  const mayActivate = !someAreBusy(observed);
  return [
    ...steps((node, { declared, changes }) =>
      declared === "missing" ? { kind: "stageConf", node, changes } : undefined,
    ),
    ...steps((node, { drift }) =>
      drift.length > 0 ? { kind: "setDirectives", node, values: drift } : undefined,
    ),
    ...steps((node, { declared, pending }) =>
      mayActivate && declared === "staged" && pending.length === 0
        ? { kind: "activateConf", node }
        : undefined,
    ),
  ];
}
