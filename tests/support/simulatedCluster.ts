import { addressOf } from "../../components/cluster/spec/clusterSpec";
import {
  commonSlots,
  countSlots,
  formatSlots,
  mergeSlots,
  missingSlots,
  SLOT_COUNT,
  type SlotRange,
} from "../../components/cluster/spec/slots";
import {
  DECLARED_SETTINGS,
  settingsFor,
  type TemporarySettings,
} from "../../components/cluster/spec/temporarySettings";
import type { NodeView } from "../../components/cluster/state/clusterNodes";
import type {
  LoginState,
  Observed,
  ObservedNode,
  OnDisk,
} from "../../components/cluster/state/observed";
import type { StartMode } from "../../components/cluster/state/startMode";
import type { Transfer } from "../../components/cluster/state/transfer";
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
  /** What it loads before it answers, or copies from its primary while its link is down. */
  transfer: Transfer | undefined;
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
  /** The others that it has met, by the names or the keys of former identities. */
  readonly knows: Set<string>;
  /** The others that it has forgotten and does not take from gossip again. */
  readonly banned: Set<string>;
  /** True if its address is lost: a former identity whose node answers with another one. */
  hasNoAddress: boolean;
  directoryRemoved: boolean;
  wasMember: boolean;
  /** The hosts whose records name it. */
  readonly namedBy: Set<string>;
  /** Whether its host's record says that slots are being moved. */
  rebalancing: boolean;
}

/**
 * Servers that react to steps as real ones do, but at once: whatever one node reports, the nodes that
 * know it believe. What a real server rejects throws.
 */
export class SimulatedCluster {
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  /** What others still know of identities that nodes have lost, by a key. */
  readonly #former = new Map<string, SimulatedNode>();
  /** True if the stack declares a password. */
  hasPassword = false;
  /** The value that the stack declares for the one directive. */
  declared = "1";
  /** What cluster-allow-replica-migration is. */
  movesReplicas = false;
  /** The bytes that a server loads after its start. */
  loadBytes = 0;

  constructor(names: readonly string[]) {
    this.nodes = new Map(names.map((name) => [name, freshNode(name)]));
  }

  node(name: string): SimulatedNode {
    const found = this.nodes.get(name) ?? this.#former.get(name);
    if (found === undefined) throw new Error(`${name} is not simulated`);
    return found;
  }

  /** Does one step. @throws Error if a real server would reject it */
  apply(step: Step): void {
    const node = this.node(step.node);
    const needsServer = !["start", "startNew", "remove"].includes(step.kind);
    if (!node.runs && needsServer) throw new Error(`ECONNREFUSED ${step.node}`);
    if (loads(node)) throw new Error(`LOADING ${step.node} is loading the dataset in memory`);
    switch (step.kind) {
      case "start":
        this.#start(node, step.mode);
        if (step.mode === "data" && this.loadBytes > 0) load(node, this.loadBytes);
        return;
      case "startNew":
        this.#startNew(node);
        return;
      case "handOver":
        for (const { to } of step.pairs) this.failOver(to);
        return;
      case "promote":
        if (node.primary !== undefined) this.failOver(node.name);
        return;
      case "stop":
        if (!node.directoryRemoved) throw new Error("its directory exists");
        this.loseIdentity(node.name);
        return;
      case "forget":
        this.#forget(node, step.ids);
        return;
      case "setMasterauth":
        node.login = { ...node.login, masterauth: true };
        return;
      case "setRequirepass":
        this.#requirePassword(node);
        return;
      case "setTimeouts":
        node.settings = settingsFor(step.settings, step.nodeTimeout);
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
      case "announce":
        return;
      case "failOver":
        if (this.node(step.to).primary !== node.name || !this.node(step.to).linkUp)
          throw new Error(`${step.to} is no replica in sync of ${node.name}`);
        this.failOver(step.to);
        return;
      case "detach":
        node.primary = undefined;
        node.keys = 0;
        node.linkUp = true;
        node.knows.clear();
        return;
      case "forgetLeaving":
        this.#forgetLeaving(node, step.ids);
        return;
      case "remove":
        this.#remove(node);
        return;
      case "moveSlots":
        this.#move(node, this.node(step.to), step.slots);
        return;
      case "closeSlots":
        this.#close(node, this.node(step.owner), step.slots);
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
        this.#record(addressOf(node.name), step.rebalancing);
        return;
      default:
        step satisfies never;
    }
  }

  /** Moves all transfers on by some bytes, and ends those that are complete. */
  move(step: number): void {
    for (const node of this.nodes.values()) {
      const { transfer } = node;
      if (transfer === undefined) continue;
      const { bytes = 0, totalBytes = 0 } = transfer;
      node.transfer = { ...transfer, bytes: bytes + step };
      if (bytes + step < totalBytes) continue;
      node.transfer = undefined;
      node.linkUp = true;
    }
  }

  /** Promotes the replica of that name, as a failover does. */
  failOver(name: string): void {
    const next = this.node(name);
    const old = this.node(next.primary ?? name);
    const key = next.primary;
    next.primary = undefined;
    next.slots = old.slots;
    old.slots = [];
    // A server that becomes a replica closes its open slots.
    old.openSlots = [];
    for (const node of this.nodes.values()) {
      if (node === old || node.primary === key) node.primary = next.name;
    }
    if (!this.nodes.has(key ?? "")) old.primary = next.name;
  }

  /** Ends a server and removes all of its files; what others know of it stays. */
  loseIdentity(name: string): void {
    const node = this.node(name);
    const key = `${name}#${this.#former.size}`;
    this.#former.set(key, { ...node, runs: false, knows: new Set() });
    for (const other of this.nodes.values()) {
      if (other.knows.delete(name)) other.knows.add(key);
      if (other.primary === name) other.primary = key;
    }
    const { keys, epoch, slots, openSlots, primary, recorded, directoryRemoved } = freshNode(name);
    const empty = { keys, epoch, slots, openSlots, primary, recorded, directoryRemoved };
    const disk = { identity: false, data: false, peers: [] };
    Object.assign(node, empty, { id: `${this.#former.size}`.padStart(40, "f"), runs: false, disk });
    node.knows.clear();
  }

  /** As CLUSTER RESET HARD: a running server has a new identity, and its peers notice it. */
  reset(name: string): void {
    this.loseIdentity(name);
    this.#run(this.node(name));
    for (const former of this.#former.values()) {
      if (former.name === name) former.hasNoAddress = true;
    }
  }

  /** Lets all nodes learn of the nodes that their peers know. */
  gossip(): void {
    while (this.gossipOnce()) {
      // What a node has learned, its peers learn of it.
    }
  }

  /** Lets each node learn of `most` nodes that its peers know. Returns false if there was nothing to learn. */
  gossipOnce(most = this.nodes.size): boolean {
    const learned = [...this.nodes.values()].map((node) => [node, this.#news(node, most)] as const);
    for (const [node, news] of learned) {
      for (const name of news) this.#meet(node, this.node(name));
    }
    return learned.some(([, news]) => news.size > 0);
  }

  #news(node: SimulatedNode, most: number): Set<string> {
    const news = new Set<string>();
    if (!node.runs || node.knows.size === this.nodes.size - 1) return news;
    for (const peer of node.knows) {
      for (const name of this.node(peer).knows) {
        if (news.size === most) return news;
        if (name === node.name || node.knows.has(name) || node.banned.has(name)) continue;
        if (this.node(name).runs) news.add(name);
      }
    }
    return news;
  }

  observe(): Observed {
    return new Map([...this.nodes].map(([name, node]) => [name, this.#observeOne(node)]));
  }

  /** The record of a host names all nodes that answer, and those that a node knows which answers. */
  #record(address: string, rebalancing: boolean | undefined): void {
    const running = [...this.nodes.values()].filter(({ runs }) => runs);
    for (const node of this.nodes.values()) {
      const isNamed = node.runs || running.some(({ knows }) => knows.has(node.name));
      if (isNamed) node.namedBy.add(address);
      else node.namedBy.delete(address);
      if (!isNamed && node.namedBy.size === 0) node.wasMember = false;
      if (addressOf(node.name) === address && node.runs) {
        node.recorded = true;
        node.wasMember = true;
        node.rebalancing = rebalancing ?? node.rebalancing;
      }
    }
  }

  #run(node: SimulatedNode): void {
    node.runs = true;
    node.disk = { identity: true, data: true, peers: [] };
    node.pidFile = true;
    node.saved = true;
    node.exposed = false;
    node.settings = DECLARED_SETTINGS;
  }

  #start(node: SimulatedNode, mode: StartMode): void {
    if (!node.disk.identity || (!node.disk.data && mode === "data"))
      throw new Error("its identity or its data is missing");
    if (mode !== "data") {
      this.#requireNotFollowed(node);
      node.keys = 0;
    }
    this.#run(node);
    this.#copy(node);
    node.conf.runs = node.conf.active;
    node.login = { requirepass: node.keepsPassword, masterauth: node.keepsPassword };
  }

  /** A replica copies its primary as soon as both run. */
  #copy(started: SimulatedNode): void {
    for (const replica of this.nodes.values()) {
      const primary = this.nodes.get(replica.primary ?? "");
      if (primary?.runs && replica.runs && (primary === started || replica === started))
        replica.keys = primary.keys;
    }
  }

  /** A server that a replica follows by its address would erase that replica. */
  #startNew(node: SimulatedNode): void {
    if (node.disk.identity) throw new Error("it has an identity");
    this.#requireNotFollowed(node);
    for (const other of this.nodes.values()) {
      const known = [...other.knows].map((key) => this.node(key));
      if (known.some(({ name, hasNoAddress }) => name === node.name && !hasNoAddress))
        throw new Error(`${other.name} knows ${node.name}, which would start empty`);
    }
    this.#run(node);
    const { declared, hasPassword } = this;
    stageConf(node.conf, declared);
    Object.assign(node.conf, { active: declared, runs: declared, staged: undefined });
    node.keepsPassword = hasPassword;
    node.login = { requirepass: hasPassword, masterauth: hasPassword };
  }

  #requireNotFollowed({ name }: SimulatedNode): void {
    for (const other of this.nodes.values()) {
      if (other.primary !== undefined && this.node(other.primary).name === name)
        throw new Error(`${other.name} follows ${name}, which would start empty`);
    }
  }

  #forget(node: SimulatedNode, ids: readonly string[]): void {
    for (const key of [...node.knows]) {
      const known = this.node(key);
      if (!ids.includes(known.id)) continue;
      if (known.runs) throw new Error(`${known.name} answers with ${known.id}`);
      if (known.slots.length > 0) throw new Error(`${known.name} owns slots`);
      if (node.primary === key) throw new Error("ERR Can't forget my master!");
      node.knows.delete(key);
    }
  }

  /** The nodes may run: the members only stop talking to them. */
  #forgetLeaving(node: SimulatedNode, ids: readonly string[]): void {
    for (const key of [...node.knows]) {
      const known = this.node(key);
      if (!ids.includes(known.id)) continue;
      if (known.slots.length > 0) throw new Error(`${known.name} owns slots`);
      if (node.primary === key) throw new Error("ERR Can't forget my master!");
      node.knows.delete(key);
      node.banned.add(key);
    }
  }

  /** Only a node that no member knows any more, and that has nothing that others need. */
  #remove(node: SimulatedNode): void {
    if (node.slots.length > 0) throw new Error("it owns slots");
    if (node.primary === undefined && node.keys > 0 && node.runs)
      throw new Error("it is a primary, and has keys");
    const { keys, epoch, slots, openSlots, primary, recorded } = freshNode(node.name);
    Object.assign(node, { keys, epoch, slots, openSlots, primary, recorded, runs: false });
    node.disk = { identity: false, data: false, peers: [] };
    node.knows.clear();
    const address = addressOf(node.name);
    const here = [...this.nodes.values()].filter(({ name }) => addressOf(name) === address);
    if (here.some(({ disk }) => disk.identity)) return;
    // The record goes with the last node of its host.
    for (const { namedBy } of this.nodes.values()) namedBy.delete(address);
  }

  #requirePassword(node: SimulatedNode): void {
    const unable = [...this.nodes.values()].filter(({ runs, login }) => runs && !login.masterauth);
    // A real server accepts it, and from then on rejects such a node as its replica.
    if (unable.length > 0) throw new Error(`${unable[0]?.name} could not log in at its primary`);
    node.login = { ...node.login, requirepass: true };
  }

  #meet(node: SimulatedNode, peer: SimulatedNode): void {
    if (node === peer || !serves(node) || !serves(peer)) return;
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

  /** Opens a slot on both ends, as a move that is killed in it leaves it. */
  open(slot: number, from: string, to: string): void {
    this.node(from).openSlots.push(`[${slot}->-${this.node(to).id}]`);
    this.node(to).openSlots.push(`[${slot}-<-${this.node(from).id}]`);
  }

  #move(node: SimulatedNode, to: SimulatedNode, slots: readonly SlotRange[]): void {
    this.#requireRecorded();
    if (to.primary !== undefined || !serves(to)) throw new Error(`${to.name} cannot own slots`);
    if (missingSlots(slots, node.slots).length > 0)
      throw new Error("ERR I'm not the owner of hash slot");
    node.slots = missingSlots(node.slots, slots);
    to.slots = mergeSlots([...to.slots, ...slots]);
    for (const one of [node, to]) one.openSlots = withoutSlots(one.openSlots, slots);
    if (node.keys > 0 && to.keys === 0) to.keys = 1;
    if (node.slots.length === 0) this.#empty(node, to);
  }

  /** A primary without slots has no keys. With cluster-allow-replica-migration it follows the one that got the last. */
  #empty(node: SimulatedNode, to: SimulatedNode): void {
    const shard = [...this.nodes.values()].filter(({ primary }) => primary === node.name);
    for (const one of [node, ...shard]) {
      one.keys = 0;
      if (!this.movesReplicas) continue;
      one.primary = to.name;
      one.keys = to.keys;
    }
  }

  #close(node: SimulatedNode, owner: SimulatedNode, slots: readonly SlotRange[]): void {
    if (node !== owner && missingSlots(slots, owner.slots).length > 0)
      throw new Error(`${owner.name} does not own the slots`);
    for (const one of [node, owner]) one.openSlots = withoutSlots(one.openSlots, slots);
  }

  /** A run that is killed in a move would else be forgotten. */
  #requireRecorded(): void {
    const unaware = [...this.nodes.values()].find(({ runs, rebalancing }) => runs && !rebalancing);
    if (unaware !== undefined) throw new Error(`the host of ${unaware.name} has not recorded it`);
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
    const wasMember = node.wasMember ? { wasMember: true } : {};
    const peers = [...node.knows].map((name) => this.node(name));
    const views = [this.#viewOf(node, ["myself"]), ...peers.map((peer) => this.#viewOf(peer, []))];
    const { transfer } = node;
    const disk = node.disk.identity ? { ...node.disk, views } : node.disk;
    if (!node.runs) return { answers: false, reason: "connect ECONNREFUSED", disk, ...wasMember };
    if (transfer?.kind === "loading") {
      return { answers: false, reason: "it is loading its data", disk, transfer, ...wasMember };
    }
    const serving = [node, ...peers].filter(serves).flatMap(({ slots }) => slots);
    const slotsOk = countSlots(serving);
    return answeringNode(node.name, {
      id: node.id,
      clusterState: slotsOk === SLOT_COUNT ? "ok" : "fail",
      slotsOk,
      keys: node.keys,
      linkUp: node.linkUp,
      ...(transfer === undefined ? {} : { transfer }),
      pidFile: node.pidFile,
      recorded: node.recorded,
      saved: node.saved,
      ...(node.exposed ? { exposed: true } : {}),
      ...(node.directoryRemoved ? { directoryRemoved: true } : {}),
      ...wasMember,
      ...(node.rebalancing ? { rebalancing: true } : {}),
      ...(this.hasPassword ? { login: node.login } : {}),
      conf: confState(node.conf, this.declared),
      settings: node.settings,
      views,
    });
  }

  #viewOf(node: SimulatedNode, marks: readonly string[]): NodeView {
    const { name, id, primary, epoch, slots, openSlots, hasNoAddress } = node;
    const runs = serves(node);
    const failed = [...(runs ? [] : ["fail"]), ...(hasNoAddress ? ["noaddr"] : [])];
    return nodeView(hasNoAddress ? ":0" : name, {
      id,
      flags: [...marks, primary === undefined ? "master" : "slave", ...failed],
      role: primary === undefined ? "primary" : "replica",
      primaryId: primary === undefined ? undefined : this.node(primary).id,
      configEpoch: epoch,
      connected: runs,
      slots,
      openSlots: marks.includes("myself") ? openSlots : [],
    });
  }
}

export function loads({ runs, transfer }: SimulatedNode): boolean {
  return runs && transfer?.kind === "loading";
}

function serves(node: SimulatedNode): boolean {
  return node.runs && !loads(node);
}

/** Lets a running server load data of a size. */
export function load(node: SimulatedNode, totalBytes: number): void {
  node.transfer = { kind: "loading", bytes: 0, totalBytes };
}

/** Lets a replica copy data of a size from its primary. */
export function copy(node: SimulatedNode, totalBytes: number): void {
  node.linkUp = false;
  node.transfer = { kind: "copying", bytes: 0, totalBytes };
}

function withoutSlots(open: readonly string[], slots: readonly SlotRange[]): string[] {
  return open.filter((text) => {
    const slot = Number(/\d+/.exec(text)?.[0]);
    return commonSlots([{ start: slot, end: slot }], slots).length === 0;
  });
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
    transfer: undefined,
    pidFile: true,
    recorded: false,
    settings: DECLARED_SETTINGS,
    conf: freshConf(),
    saved: true,
    exposed: false,
    login: { requirepass: false, masterauth: false },
    keepsPassword: false,
    knows: new Set(),
    banned: new Set(),
    hasNoAddress: false,
    directoryRemoved: false,
    wasMember: false,
    namedBy: new Set(),
    rebalancing: false,
  };
}
