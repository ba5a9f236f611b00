// What to do about problems of nodes and of the cluster. Tests follow them: tests/house/cures.test.ts.

/** redis-cli takes it from there. */
const WITH_PASSWORD = "(REDISCLI_AUTH is the password, if there is one)";

/** A declared node has keys, and is in no cluster. */
export const CHOOSE_PORT_OR_REMOVE_KEYS =
  "Choose another port, or remove the keys if you do not need them.";

/** An empty server that this stack did not start answers in the place of a member. */
export const STOP_UNMANAGED = "Stop that server, then run `up` again.";

/** A member lost its identity or its data, and no running member of its shard has a copy. */
export const RESTORE_MEMBER = "Restore its directory, then run `up` again.";

/** A primary lost its data, and its replica cannot be elected without primaries that may run and do not answer. */
export const START_PRIMARIES =
  "Start their hosts, or continue their frozen servers, then run `up` again.";

/** A primary lost its data, and its replicas have no common history. @param replica one of them */
export function letOneTakeOver(replica: {
  readonly address: string;
  readonly port: number;
}): string {
  return `Let one take over ${WITH_PASSWORD}, then run \`up\` again: ${failover(replica, "FORCE")}`;
}

/** A primary lost its data, and so did most of the others: nobody votes. @param replica one that has the data */
export function takeOverWithoutVotes(replica: {
  readonly address: string;
  readonly port: number;
}): string {
  return `Let a replica take over without votes ${WITH_PASSWORD}, then run \`up\` again: ${failover(replica, "TAKEOVER")}`;
}

function failover(
  { address, port }: { readonly address: string; readonly port: number },
  mode: "FORCE" | "TAKEOVER",
): string {
  return `redis-cli -h ${address} -p ${port} CLUSTER FAILOVER ${mode}`;
}

/** The directory of a running server was removed, and no replica has all of its data. */
export function saveKeys({
  address,
  port,
}: {
  readonly address: string;
  readonly port: number;
}): string {
  return (
    "Change nothing in the cluster: the server ends at the next change. " +
    `Save its keys ${WITH_PASSWORD}: redis-cli -h ${address} -p ${port} --rdb ${port}.rdb`
  );
}

/** A stopped node has an identity, no data, and no replica that runs. */
export const RESTORE_DATA =
  "Restore the data files, then run `up` again: an empty start could erase the last copies of its keys.";

/** A server could not read its append-only file. Followed at once, Redis's own advice cuts off keys that a replica has. */
export const LOOK_BEFORE_AOF_FIX =
  "Look at its shard first: once another member serves its slots, `up` starts it empty and it copies the data. Only if no other copy exists, run redis-check-aof --fix on its .manifest file (before Redis 7: its .aof file), then `up` again: that keeps what comes before the damage and cuts off the rest.";

/** A server refuses all writes, because it could not save. */
export const WRITE_WITHOUT_SNAPSHOTS =
  "Find out in its log why it cannot save, for example a full disk, and repair that. It accepts writes after its next save, also one by BGSAVE. Writes go on without snapshots if you set the directive stop-writes-on-bgsave-error to no.";

/** A server refuses all writes, because it could not write its append-only file. */
export const MAKE_ROOM_ON_DISK =
  "Free some space on its disk, or repair it. The server tries again every second, and then accepts writes.";

/** A server refuses the verification's write, because it is full. */
export const MAKE_ROOM =
  "Raise maxmemory, set a maxmemory-policy that evicts keys, or delete keys.";

/** A member of the cluster is neither declared nor in a record of this stack. */
export const DECLARE_OR_FORGET =
  "No record of this stack names it, so `up` does not remove it. Declare it, or have every other member forget it: CLUSTER FORGET.";

/** A node leaves the configuration while its server or its host does not answer. */
export const DECLARE_UNTIL_IT_RUNS =
  "Declare it again, and remove it once it runs: `up` then keeps its keys, and can stop it.";

/** A declared node has met the nodes of another cluster, or was removed from this one. */
export const REMOVE_FROM_CONFIGURATION =
  "Remove it from the configuration, or choose another port for it.";

/** A restart would run servers as another user. @param runs the present one @param login the SSH user */
export function restoreUser(runs: string, login: string): string {
  return `Set the SSH user back to ${runs}. To change it: destroy as ${runs}, give the directory to ${login}, up as ${login}.`;
}

/** A start would mix versions in a shard. @param running what the others run: `"Redis 7.0.15"` */
export function restoreServerCommand(running: string): string {
  return `A start would mix versions. Set serverCommand back to the path of ${running}. To change all nodes: destroy with onDestroy keep, then up.`;
}

/** A new node's server cannot load what the cluster's servers save. @param running what those run: `"Redis 7.0.15"` */
export function installServer(running: string): string {
  return `Install ${running} or newer on that host, or set serverCommand to its path.`;
}

/** A stopped node's nodes.conf names undeclared peers. */
export const LEAVE_OTHER_CLUSTER =
  "Declare those nodes too, choose another directory or port, or move the directory aside if you do not need its data.";

/** A stopped server that is not declared names nodes that would be created empty. */
export const CHOOSE_PORTS_OR_MOVE_ASIDE =
  "If it starts later, it copies the empty node and loses its data. Choose other ports for those nodes, or move its directory aside if you do not need its data.";

/** A declared node runs from another directory. */
export const RESTORE_DIRECTORY =
  "If you changed `directory`, change it back: servers stay where they are. Otherwise stop the server or choose another port.";

/** Servers require another password than the configuration's. */
export const USE_SERVERS_PASSWORD =
  "A password cannot be changed or removed yet. Set `password` to the one that the servers have.";

/** Two hosts are the same machine. */
export const LIST_AS_ONE_HOST = "List them as one host.";

/** Another stack owns the nodes. */
export function adoptFrom(owner: string): string {
  return `  To manage them from this stack instead, first make sure that the other one is retired, then:\n    pulumi config set adopt ${owner}`;
}

/** A configuration file would be overwritten that no stack wrote. @param adopt the value for such a cluster */
export function adoptUnmanaged(adopt: string): string {
  return `To manage this cluster from now on: pulumi config set adopt ${adopt}. Otherwise choose another directory, and other ports while its servers run.`;
}

/** A server that no stack created keeps its nodes.conf under another name. */
export function moveFilesThenAdopt(directory: string, adopt: string): string {
  return (
    `Choose another directory. To adopt that server, stop it, and move its files to ${directory}/PORT.conf, ` +
    `${directory}/PORT/PORT_node.conf, and its data to ${directory}/PORT; then: pulumi config set adopt ${adopt}`
  );
}

/** New nodes cannot be created, because a host could not be inspected. */
export const REACH_EVERY_HOST = "Make every host reachable, then run `up` again.";

/** So many primaries run on a host that its loss would stop the cluster. @param nodes the replicas that take over */
export function spreadPrimaries(
  nodes: readonly { readonly address: string; readonly port: number }[],
): string {
  const commands = nodes.map(
    ({ address, port }) => `\n    redis-cli -h ${address} -p ${port} cluster failover`,
  );
  return `To spread the primaries ${WITH_PASSWORD}:${commands.join("")}`;
}

/** The loss of one of two hosts would stop the cluster, which does not exist yet. */
export const USE_THREE_HOSTS = "Three hosts would fix this.";

/** Fewer shards could not hold the data. @param mib that is enough @param shards that the cluster has */
export function raiseMaxmemory(mib: number, shards: number): string {
  return `Raise maxmemory to ${mib}mb or more, or keep ${shards} shards.`;
}
