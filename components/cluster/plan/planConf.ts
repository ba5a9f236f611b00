import { memberNames, type Topology } from "../spec/topology";
import type { ConfState } from "../state/confState";
import type { Observed } from "../state/observed";
import { answering } from "../state/shardState";
import type { Step } from "../steps/step";

/** Activates a configuration only when all servers accept it; one pending a restart stays staged. */
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
