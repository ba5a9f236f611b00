import type { Redis } from "ioredis";
import {
  DECLARED_SETTINGS,
  settingPairs,
  type TemporarySettings,
} from "../../cluster/spec/temporarySettings";
import { parseClusterNodes } from "../../cluster/state/clusterNodes";
import { countKeys, parseInfo } from "../../cluster/state/info";
import type {
  AnsweringNode,
  LoginState,
  ObservedNode,
  UnreachableNode,
} from "../../cluster/state/observed";
import { messageOf } from "../../text/messageOf";
import { needsNoPassword } from "./connectNode";

/** Reads from one node all that a plan needs, in one round trip. @param password the declared one */
export async function observeNode(client: Redis, password?: string): Promise<ObservedNode> {
  const settings = settingPairs(DECLARED_SETTINGS).map(([name]) => name);
  const replies = await client
    .pipeline([
      // Also a server that has got its password since the connection was opened.
      ...(password === undefined ? [] : loginCommands(password)),
      ["cluster", "myid"],
      ["cluster", "nodes"],
      ["cluster", "info"],
      ["info"],
      ["ping"],
      ...settings.map((name) => ["config", "get", name]),
    ])
    .exec();
  if (!replies) return { answers: false, reason: "the connection was lost" };
  const login = password === undefined ? undefined : loginOf(replies.splice(0, 2), password);
  if (login?.failure) return unreachable(login.failure);
  const failures = replies.flatMap(([error]) => error ?? []);
  const failure = failures.find((error) => !isWriteRefusal(error));
  if (failure !== undefined) return unreachable(failure);
  const [refusal] = failures;
  return {
    ...nodeOf(replies.map(([, reply]) => reply)),
    ...(login === undefined ? {} : { login: login.state }),
    ...(refusal === undefined ? {} : { refusesWrites: messageOf(refusal) }),
  };
}

/** Such a server answers PING with this error and serves everything else but writes. */
function isWriteRefusal(error: unknown): boolean {
  return messageOf(error).startsWith("MISCONF");
}

export async function observeNodeClosely(client: Redis, password?: string): Promise<ObservedNode> {
  const [node, reply] = await Promise.all([
    observeNode(client, password),
    client.call("CONFIG", "GET", "*"),
  ]);
  if (!node.answers || !Array.isArray(reply)) return node;
  const words = reply.map(String);
  const names = words.filter((_, index) => index % 2 === 0);
  const directives = new Map(names.map((name, index) => [name, words[2 * index + 1] ?? ""]));
  return { ...node, directives };
}

function loginCommands(password: string): string[][] {
  return [
    ["auth", password],
    ["config", "get", "masterauth"],
  ];
}

type PipelineReply = [error: Error | null, reply: unknown];

/** Reads the replies of `loginCommands`. */
function loginOf(
  [auth, masterauth]: readonly PipelineReply[],
  password: string,
): { readonly state: LoginState; readonly failure: Error | null | undefined } {
  const isOpen = needsNoPassword(auth?.[0]);
  return {
    state: { requirepass: !isOpen, masterauth: settingOf(masterauth?.[1]) === password },
    failure: isOpen ? undefined : (auth?.[0] ?? masterauth?.[0]),
  };
}

/** Reads the other replies of `observeNode`, in the order of its commands. */
function nodeOf([
  id,
  nodes,
  clusterInfo,
  info,
  _pong,
  ...values
]: readonly unknown[]): AnsweringNode {
  const cluster = parseInfo(String(clusterInfo));
  const fields = parseInfo(String(info));
  const confFile = fields.get("config_file");
  const valkeyVersion = fields.get("valkey_version");
  return {
    answers: true,
    id: String(id),
    runId: fields.get("run_id") ?? "",
    ...(confFile === undefined || confFile === "" ? {} : { confFile }),
    server: valkeyVersion === undefined ? "redis" : "valkey",
    version: valkeyVersion ?? fields.get("redis_version") ?? "",
    clusterState: cluster.get("cluster_state") === "ok" ? "ok" : "fail",
    slotsOk: Number(cluster.get("cluster_slots_ok") ?? 0),
    keys: countKeys(fields),
    linkUp: fields.get("role") === "master" || fields.get("master_link_status") === "up",
    ...historyOf(fields),
    settings: settingsOf(values),
    views: parseClusterNodes(String(nodes)),
  };
}

/** A server that was started on an append-only file has an offset of 0 until it replicates or is written to. */
function historyOf(fields: ReadonlyMap<string, string>): Pick<AnsweringNode, "history"> {
  const id = fields.get("master_replid") ?? "";
  const offset = Number(fields.get("slave_repl_offset") ?? fields.get("master_repl_offset") ?? 0);
  return id === "" || !(offset > 0) ? {} : { history: { id, offset } };
}

function settingsOf([
  nodeTimeout,
  disklessDelay,
  noFailover,
]: readonly unknown[]): TemporarySettings {
  return {
    "cluster-node-timeout": settingOf(nodeTimeout),
    "repl-diskless-sync-delay": settingOf(disklessDelay),
    "cluster-replica-no-failover": settingOf(noFailover),
  };
}

function settingOf(reply: unknown): string {
  return Array.isArray(reply) ? String(reply[1]) : "";
}

export function unreachable(error: unknown): UnreachableNode {
  const message = messageOf(error);
  // An error reply comes from a running server; one that still loads its data will answer soon.
  const isReply = error instanceof Error && error.name === "ReplyError";
  const refused = isReply && !message.startsWith("LOADING");
  const requires = isReply ? requiredBy(message) : undefined;
  return {
    answers: false,
    reason: requires === undefined ? explain(message) : `it requires ${requires}`,
    ...(refused ? { refused } : {}),
    ...(requires === undefined ? {} : { requires }),
  };
}

function requiredBy(message: string): UnreachableNode["requires"] {
  if (message.startsWith("NOAUTH")) return "a password";
  // The second one is that of servers before 6.
  return /^WRONGPASS|^ERR invalid password/.test(message) ? "another password" : undefined;
}

function explain(message: string): string {
  if (message.startsWith("DENIED")) return "its protected mode refuses remote clients";
  if (message.includes("cluster support disabled")) return "it does not run in cluster mode";
  if (message.startsWith("LOADING")) return "it is loading its data";
  return message;
}
