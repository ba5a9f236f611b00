import { formatSlots, type SlotRange } from "../spec/slots";
import type { Difference } from "../state/confState";

/** One small act on one node, safe to repeat. Nodes go by name: `"192.168.56.65:7000"`. */
export type Step =
  /** Starts a stopped server on the identity and data that it has on disk. */
  | { readonly kind: "start"; readonly node: string }
  /** Sets the settings of temporarySettings.ts: those of a cluster that forms, or those of its conf. */
  | {
      readonly kind: "setTimeouts";
      readonly node: string;
      readonly settings: "forming" | "declared";
    }
  | { readonly kind: "setEpoch"; readonly node: string; readonly epoch: number }
  | { readonly kind: "assignSlots"; readonly node: string; readonly slots: readonly SlotRange[] }
  | { readonly kind: "meet"; readonly node: string; readonly peers: readonly string[] }
  | { readonly kind: "replicate"; readonly node: string; readonly primary: string }
  /** Writes a nodes.conf that is gone from disk. */
  | { readonly kind: "saveNodesConf"; readonly node: string }
  /** Writes the hold file that keeps a member from being stopped while it has keys. */
  | { readonly kind: "hold"; readonly node: string }
  /** Lays the declared conf beside the one in force, tried and recorded; `changes` are for people. */
  | { readonly kind: "stageConf"; readonly node: string; readonly changes: readonly string[] }
  /** Tells a running server its directives; what it takes only at its start is written down as pending. */
  | {
      readonly kind: "setDirectives";
      readonly node: string;
      readonly values: readonly Difference[];
    }
  /** Puts the conf that lies beside in the place of the one in force. */
  | { readonly kind: "activateConf"; readonly node: string };

/** Whether two steps may be done at once: they are of one kind, and set the same settings. */
export function isLike(a: Step, b: Step): boolean {
  if (a.kind === "setTimeouts" && b.kind === "setTimeouts") return a.settings === b.settings;
  return a.kind === b.kind;
}

/** Whether two steps can be told in one sentence: they do the same, each to its node. */
export function saysAlike(a: Step, b: Step): boolean {
  if (a.kind === "stageConf" && b.kind === "stageConf")
    return a.changes.join("\n") === b.changes.join("\n");
  if (a.kind === "setDirectives" && b.kind === "setDirectives")
    return describeValues(a.values) === describeValues(b.values);
  return isLike(a, b);
}

/** Says what a step does, for people: `"give 192.168.56.65:7000 the slots 0-5460"`. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "start":
      return `start ${step.node} on the data that it has`;
    case "setTimeouts":
      return step.settings === "forming"
        ? `shorten the node timeout of ${step.node} while the cluster forms`
        : `set the node timeout of ${step.node} to its conf's`;
    case "setEpoch":
      return `give ${step.node} the config epoch ${step.epoch}`;
    case "assignSlots":
      return `give ${step.node} the slots ${formatSlots(step.slots)}`;
    case "meet":
      return `make ${step.node} meet ${step.peers.join(", ")}`;
    case "replicate":
      return `make ${step.node} a replica of ${step.primary}`;
    case "saveNodesConf":
      return `write the nodes.conf of ${step.node}, which is gone`;
    case "hold":
      return `mark ${step.node} as a member that may not be stopped by itself`;
    case "stageConf":
      return describeChange(step.node, step.changes);
    case "setDirectives":
      return `set without a restart on ${step.node}: ${describeValues(step.values)}`;
    case "activateConf":
      return `keep the changed conf of ${step.node} as the one in force`;
    default: {
      const unknown: never = step;
      return unknown;
    }
  }
}

/** Says what several steps like this one do: `"give 3 primaries their slots"`. */
export function describeAlike(step: Step, count: number): string {
  if (count === 1) return describeStep(step);
  switch (step.kind) {
    case "start":
      return `start ${count} nodes on the data that they have`;
    case "setTimeouts":
      return step.settings === "forming"
        ? `shorten the node timeout of ${count} nodes while the cluster forms`
        : `set the node timeout of ${count} nodes to their confs'`;
    case "setEpoch":
      return `give each of ${count} nodes a config epoch of its own`;
    case "assignSlots":
      return `give ${count} primaries their slots`;
    case "meet":
      return "make the nodes meet, each one every other";
    case "replicate":
      return `make ${count} nodes replicas of their primaries`;
    case "saveNodesConf":
      return `write the nodes.conf of ${count} nodes, which is gone`;
    case "hold":
      return `mark ${count} nodes as members that may not be stopped by themselves`;
    case "stageConf":
      return describeChange(`${count} nodes`, step.changes);
    case "setDirectives":
      return `set without a restart on ${count} nodes: ${describeValues(step.values)}`;
    case "activateConf":
      return `keep the changed conf of ${count} nodes as the one in force`;
    default: {
      const unknown: never = step;
      return unknown;
    }
  }
}

function describeChange(where: string, changes: readonly string[]): string {
  return changes.length > 0
    ? `change the conf of ${where}, tried by its server first: ${changes.join(", ")}`
    : `try the conf of ${where} and write down what it means`;
}

function describeValues(values: readonly Difference[]): string {
  return values.map(({ name, from, to }) => `${name} "${to}" (was "${from}")`).join(", ");
}
