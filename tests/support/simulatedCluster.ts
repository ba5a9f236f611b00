import { addressOf } from "../../components/cluster/spec/clusterSpec";
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
import type {
  LoginState,
  Observed,
  ObservedNode,
  OnDisk,
} from "../../components/cluster/state/observed";
import type { Step } from "../../components/cluster/steps/step";
import { answeringNode, idOf, nodeView } from "./answeringNode";
import {
  activateConf,
  confState,
  freshConf,
  type SimulatedConf,
  setDirective,
  stageConf,
} from "./simulatedConf";

/** A simulated node; a test may change all of it. */
export interface SimulatedNode {
  readonly name: string;
  id: string;
  runs: boolean;
  /** What it has on disk while it is stopped. */
  disk: OnDisk;
  keys: number;
  epoch: number;
  slots: SlotRange[];
  openSlots: string[];
  primary: string | undefined;
  linkUp: boolean;
  pidFile: boolean;
  /** Whether its host's record names it. */
  recorded: boolean;
  settings: TemporarySettings;
  readonly conf: SimulatedConf;
  saved: boolean;
  exposed: boolean;
  /** What the running server has of the declared password. */
  login: LoginState;
  /** True if its active configuration has the password. */
  keepsPassword: boolean;
  /** The names of the others that it has met. */
  readonly knows: Set<string>;
}

/**
 * Servers that react to steps as real ones do, but at once: whatever one node reports, the nodes that
 * know it believe. What a real server rejects throws.
 */
export class SimulatedCluster {
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  /** True if the stack declares a password. */
  hasPassword = false;
  /** The value that the stack declares for the one directive. */
  declared = "1";

  constructor(names: readonly string[]) {
    this.nodes = new Map(names.map((name) => [name, freshNode(name)]));
  }

  node(name: string): SimulatedNode {
    const found = this.nodes.get(name);
    if (found === undefined) throw new Error(`${name} is not simulated`);
    return found;
  }

  /** Does one step. @throws Error if a real server would reject it */
  apply(step: Step): void {
    const node = this.node(step.node);
    if (!node.runs && step.kind !== "start") throw new Error(`ECONNREFUSED ${step.node}`);
    switch (step.kind) {
      case "start":
        start(node);
        return;
      case "setMasterauth":
        node.login = { ...node.login, masterauth: true };
        return;
      case "setRequirepass":
        this.#requirePassword(node);
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
      case "restrictFiles":
        node.exposed = false;
        return;
      case "stageConf":
        stageConf(node.conf, this.declared);
        return;
      case "setDirectives":
        setDirective(node.conf, step.values[0]?.to);
        return;
      case "activateConf":
        activateConf(node.conf);
        node.keepsPassword = this.hasPassword;
        return;
      case "writePidFile":
        node.pidFile = true;
        return;
      case "record":
        this.#record(addressOf(node.name));
        return;
      default:
        step satisfies never;
    }
  }

  /** Promotes the replica of that name, as a failover does. */
  failOver(name: string): void {
    const next = this.node(name);
    const old = this.node(next.primary ?? name);
    next.primary = undefined;
    next.slots = old.slots;
    old.slots = [];
    for (const node of this.nodes.values()) {
      if (node === old || node.primary === old.name) node.primary = next.name;
    }
  }

  /** Lets all nodes learn of the nodes that their peers know. */
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

  /** The record of a host names all of its nodes. */
  #record(address: string): void {
    for (const node of this.nodes.values()) {
      if (addressOf(node.name) === address) node.recorded = true;
    }
  }

  #requirePassword(node: SimulatedNode): void {
    const unable = [...this.nodes.values()].filter(({ runs, login }) => runs && !login.masterauth);
    // A real server accepts it, and from then on rejects such a node as its replica.
    if (unable.length > 0) throw new Error(`${unable[0]?.name} could not log in at its primary`);
    node.login = { ...node.login, requirepass: true };
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
    const peers = [...node.knows].map((name) => this.node(name));
    const views = [this.#viewOf(node, ["myself"]), ...peers.map((peer) => this.#viewOf(peer, []))];
    if (!node.runs) {
      const disk = node.disk.identity ? { ...node.disk, views } : node.disk;
      return { answers: false, reason: "connect ECONNREFUSED", disk };
    }
    const serving = [node, ...peers].filter(({ runs }) => runs).flatMap(({ slots }) => slots);
    const slotsOk = countSlots(serving);
    return answeringNode(node.name, {
      id: node.id,
      clusterState: slotsOk === SLOT_COUNT ? "ok" : "fail",
      slotsOk,
      keys: node.keys,
      linkUp: node.linkUp,
      pidFile: node.pidFile,
      recorded: node.recorded,
      saved: node.saved,
      ...(node.exposed ? { exposed: true } : {}),
      ...(this.hasPassword ? { login: node.login } : {}),
      conf: confState(node.conf, this.declared),
      settings: node.settings,
      views,
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
  if (!node.disk.identity || !node.disk.data)
    throw new Error("its identity or its data is missing");
  node.runs = true;
  node.pidFile = true;
  node.settings = DECLARED_SETTINGS;
  node.conf.runs = node.conf.active;
  node.login = { requirepass: node.keepsPassword, masterauth: node.keepsPassword };
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
    pidFile: true,
    recorded: false,
    settings: DECLARED_SETTINGS,
    conf: freshConf(),
    saved: true,
    exposed: false,
    login: { requirepass: false, masterauth: false },
    keepsPassword: false,
    knows: new Set(),
  };
}
