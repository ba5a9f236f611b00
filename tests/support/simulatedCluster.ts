import {
  countSlots,
  formatSlots,
  SLOT_COUNT,
  type SlotRange,
} from "../../components/cluster/spec/slots";
import {
  DECLARED_SETTINGS,
  FORMING_SETTINGS,
  type TemporarySettings,
} from "../../components/cluster/spec/temporarySettings";
import type { NodeView } from "../../components/cluster/state/clusterNodes";
import type { ConfState } from "../../components/cluster/state/confState";
import type { Observed, ObservedNode, OnDisk } from "../../components/cluster/state/observed";
import type { Step } from "../../components/cluster/steps/step";
import { answeringNode, idOf, nodeView } from "./answeringNode";

/** One server of the model; the test may change all of it. */
export interface SimulatedNode {
  readonly name: string;
  id: string;
  runs: boolean;
  /** What a stopped one has on disk. */
  disk: OnDisk;
  keys: number;
  epoch: number;
  slots: SlotRange[];
  openSlots: string[];
  primary: string | undefined;
  linkUp: boolean;
  held: boolean;
  settings: TemporarySettings;
  /** The value of its one directive: in the conf in force, beside it, as recorded, as it runs. */
  readonly conf: {
    active: string;
    staged: string | undefined;
    recorded: string | undefined;
    runs: string;
    /** Whether it takes the directive only at its start, and whether that was written down. */
    stubborn: boolean;
    pending: boolean;
  };
  saved: boolean;
  /** The names of the others that it has met. */
  readonly knows: Set<string>;
}

/**
 * Servers that obey steps as real ones do, without time: what one says the others that know it
 * believe at once. What a real server refuses throws here.
 */
export class SimulatedCluster {
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  /** The value that the stack declares for the one directive. */
  declared = "1";

  constructor(names: readonly string[]) {
    this.nodes = new Map(names.map((name) => [name, freshNode(name)]));
  }

  node(name: string): SimulatedNode {
    const found = this.nodes.get(name);
    if (found === undefined) throw new Error(`Cannot find ${name} as it is not simulated`);
    return found;
  }

  /** Does one step. @throws Error where a real server would refuse it */
  apply(step: Step): void {
    const node = this.node(step.node);
    if (!node.runs && step.kind !== "start") throw new Error(`ECONNREFUSED ${step.node}`);
    switch (step.kind) {
      case "start":
        start(node);
        return;
      case "setTimeouts":
        node.settings = step.settings === "forming" ? FORMING_SETTINGS : DECLARED_SETTINGS;
        return;
      case "setEpoch":
        if (node.knows.size > 0)
          throw new Error("ERR The user can assign a config epoch only alone");
        if (node.epoch !== 0) throw new Error("ERR Node config epoch is already non-zero");
        node.epoch = step.epoch;
        return;
      case "assignSlots":
        this.#assign(node, step.slots);
        return;
      case "meet":
        for (const peer of step.peers) this.#meet(node, this.node(peer));
        return;
      case "replicate":
        this.#replicate(node, this.node(step.primary));
        return;
      case "saveNodesConf":
        node.saved = true;
        return;
      case "stageConf":
        layConf(node, this.declared);
        return;
      case "setDirectives":
        setDirectives(node, step.values[0]?.to);
        return;
      case "activateConf":
        commitConf(node);
        return;
      case "hold":
        node.held = true;
        return;
      default:
        step satisfies never;
    }
  }

  /** Tells everybody of everybody that somebody whom they know knows. */
  gossip(): void {
    for (const _ of this.nodes) {
      for (const node of this.nodes.values()) {
        for (const peer of [...node.knows]) {
          for (const name of this.node(peer).knows) this.#meet(node, this.node(name));
        }
      }
    }
  }

  observe(): Observed {
    return new Map([...this.nodes].map(([name, node]) => [name, this.#observeOne(node)]));
  }

  #meet(node: SimulatedNode, peer: SimulatedNode): void {
    if (node === peer || !node.runs || !peer.runs) return;
    node.knows.add(peer.name);
    peer.knows.add(node.name);
  }

  #assign(node: SimulatedNode, slots: readonly SlotRange[]): void {
    if (node.primary !== undefined) throw new Error("ERR A replica owns no slots");
    const taken = [...this.nodes.values()].flatMap((other) => other.slots);
    const busy = taken.some((a) => slots.some((b) => a.start <= b.end && b.start <= a.end));
    if (busy) throw new Error(`ERR Slot ${formatSlots(slots)} is already busy`);
    node.slots = [...node.slots, ...slots].sort((a, b) => a.start - b.start);
  }

  #replicate(node: SimulatedNode, primary: SimulatedNode): void {
    if (!node.knows.has(primary.name)) throw new Error(`ERR Unknown node ${primary.id}`);
    if (primary.primary !== undefined) throw new Error("ERR I can only replicate a master");
    const isEmpty = node.slots.length === 0 && (node.primary !== undefined || node.keys === 0);
    if (!isEmpty) throw new Error("ERR To set a master the node must be empty");
    node.primary = primary.name;
    node.keys = primary.keys;
  }

  #observeOne(node: SimulatedNode): ObservedNode {
    if (!node.runs) return { answers: false, reason: "connect ECONNREFUSED", disk: node.disk };
    const peers = [...node.knows].map((name) => this.node(name));
    const serving = [node, ...peers].filter(({ runs }) => runs).flatMap(({ slots }) => slots);
    const slotsOk = countSlots(serving);
    return answeringNode(node.name, {
      id: node.id,
      clusterState: slotsOk === SLOT_COUNT ? "ok" : "fail",
      slotsOk,
      keys: node.keys,
      linkUp: node.linkUp,
      held: node.held,
      saved: node.saved,
      conf: confState(node, this.declared),
      settings: node.settings,
      views: [this.#viewOf(node, ["myself"]), ...peers.map((peer) => this.#viewOf(peer, []))],
    });
  }

  #viewOf(node: SimulatedNode, marks: readonly string[]): NodeView {
    const { name, id, primary, epoch, slots, openSlots, runs } = node;
    return nodeView(name, {
      id,
      flags: [...marks, primary === undefined ? "master" : "slave", ...(runs ? [] : ["fail"])],
      role: primary === undefined ? "primary" : "replica",
      primaryId: primary === undefined ? undefined : this.node(primary).id,
      configEpoch: epoch,
      connected: runs,
      slots,
      openSlots: marks.includes("myself") ? openSlots : [],
    });
  }
}

function start(node: SimulatedNode): void {
  if (!node.disk.identity || !node.disk.data) throw new Error("its identity or its data is gone");
  node.runs = true;
  node.settings = DECLARED_SETTINGS;
  node.conf.runs = node.conf.active;
}

function layConf({ conf }: SimulatedNode, declared: string): void {
  conf.recorded = declared;
  conf.pending = false;
  conf.staged = conf.active === declared ? undefined : declared;
}

function setDirectives({ conf }: SimulatedNode, value: string | undefined): void {
  if (value === undefined || value !== conf.recorded) throw new Error("Nobody tried that value");
  if (conf.stubborn) conf.pending = true;
  else conf.runs = value;
}

function commitConf({ conf }: SimulatedNode): void {
  if (conf.staged === undefined) throw new Error("No conf lies beside");
  conf.active = conf.staged;
  conf.staged = undefined;
}

function confState({ conf }: SimulatedNode, declared: string): ConfState {
  const { active, staged, recorded, runs, pending } = conf;
  const place = staged === undefined && active === declared ? "active" : "missing";
  const laid = recorded !== declared ? "missing" : staged === declared ? "staged" : place;
  const differs = laid !== "missing" && runs !== declared && !pending;
  return {
    declared: laid,
    changes: active === declared ? [] : [`a ${declared}, was ${active}`],
    drift: differs ? [{ name: "a", from: runs, to: declared }] : [],
    pending: laid === "missing" || !pending ? [] : ["a"],
  };
}

function freshNode(name: string): SimulatedNode {
  return {
    name,
    id: idOf(name),
    runs: true,
    disk: { identity: true, data: true, peers: [] },
    keys: 0,
    epoch: 0,
    slots: [],
    openSlots: [],
    primary: undefined,
    linkUp: true,
    held: false,
    settings: DECLARED_SETTINGS,
    conf: {
      active: "1",
      staged: undefined,
      recorded: "1",
      runs: "1",
      stubborn: false,
      pending: false,
    },
    saved: true,
    knows: new Set(),
  };
}
