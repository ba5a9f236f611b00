import type { Redis } from "ioredis";
import {
  DECLARED_SETTINGS,
  settingPairs,
  type TemporarySettings,
} from "../../cluster/spec/temporarySettings";
import { parseClusterNodes } from "../../cluster/state/clusterNodes";
import { countKeys, memoryIn, parseInfo } from "../../cluster/state/info";
import type {
  AnsweringNode,
  LoginState,
  ObservedNode,
  UnreachableNode,
} from "../../cluster/state/observed";
import type { Transfer } from "../../cluster/state/transfer";
import { copiesIn, transferIn } from "../../cluster/state/transferInfo";
import { messageOf } from "../../text/messageOf";
import { connectionProblem, needsNoPassword } from "./connectNode";

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
  const failures = errorsIn(replies);
  const failure = failures.find((error) => !isOfPing(error)) ?? errorsIn(replies.slice(0, 3))[0];
  if (failure !== undefined) return unreachable(failure, parseInfo(String(replies[3]?.[1])));
  const refusal = failures.find(isWriteRefusal);
  return {
    ...nodeOf(replies.map(([, reply]) => reply)),
    ...(login === undefined ? {} : { login: login.state }),
    ...(refusal === undefined ? {} : { refusesWrites: messageOf(refusal) }),
  };
}

function errorsIn(replies: readonly PipelineReply[]): Error[] {
  return replies.flatMap(([error]) => error ?? []);
}

/** Errors that a server may reply to PING alone. */
function isOfPing(error: unknown): boolean {
  return isWriteRefusal(error) || messageOf(error).startsWith(STALE);
}

/** A replica without its primary's data, if it serves no stale ones. Redis 5 then rejects CLUSTER too. */
const STALE = "MASTERDOWN";

/** Such a server serves everything but writes. */
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
  const transfer = transferIn(fields);
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
    ...memoryIn(fields),
    linkUp: fields.get("role") === "master" || fields.get("master_link_status") === "up",
    ...historyOf(fields),
    ...(transfer === undefined ? {} : { transfer }),
    ...copiesIn(fields),
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

/** @param info what INFO replied, if the server replied to it */
export function unreachable(
  error: unknown,
  info: ReadonlyMap<string, string> = new Map(),
): UnreachableNode {
  const message = connectionProblem(error);
  // An error reply comes from a running server.
  const isReply = error instanceof Error && error.name === "ReplyError";
  const transfer = isReply ? transferBehind(message, info) : undefined;
  const refused = isReply && transfer === undefined;
  const requires = isReply ? requiredBy(message) : undefined;
  return {
    answers: false,
    reason: requires === undefined ? explain(message) : `it requires ${requires}`,
    ...(refused ? { refused } : {}),
    ...(transfer === undefined ? {} : { transfer }),
    ...(requires === undefined ? {} : { requires }),
  };
}

/** What keeps a server from answering that will answer soon. */
function transferBehind(message: string, info: ReadonlyMap<string, string>): Transfer | undefined {
  if (message.startsWith("LOADING")) return transferIn(info) ?? { kind: "loading" };
  return message.startsWith(STALE) ? (transferIn(info) ?? { kind: "copying" }) : undefined;
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
  if (message.startsWith(STALE)) return "it has no data of its primary yet";
  return message;
}
