import { installServer, restoreServerCommand, restoreUser } from "../../text/cures/clusterCures";
import { nodeName } from "../spec/clusterSpec";
import { membersOf, type Topology } from "../spec/topology";
import { rejoining } from "../state/comeback";
import type { Observed, ServerProgram } from "../state/observed";
import { answering } from "../state/shardState";
import { startMode } from "../state/startMode";
import type { Problem } from "./problem";

/** Lists what the next start of each running server would change: its program, version or user. */
export function pendingStarts(observed: Observed): Problem[] {
  return [...observed].flatMap(([node, found]): Problem[] => {
    if (!found.answers || found.nextStart === undefined) return [];
    const { command, program, user } = found.nextStart;
    const problems: Problem[] = [];
    if (program !== undefined && isOther(program, found)) {
      const next = `serverCommand ${command} is ${nameOf(program)}`;
      const text = `runs ${nameOf(found)}, ${next}: takes effect at the next restart`;
      problems.push({ node, kind: "another server program at the next restart", text });
    }
    if (user !== undefined && found.user !== undefined && user !== found.user) {
      problems.push({ node, ...otherUser(found.user, user) });
    }
    return problems;
  });
}

function otherUser(runs: string, login: string): Problem {
  return {
    kind: "another user at the next restart",
    text: `runs as ${runs}, a restart would run it as ${login}, the SSH user`,
    advice: restoreUser(runs, login),
  };
}

/**
 * Lists the stopped nodes that would come back with another version than the running members of their shard.
 * A server cannot load the data of a newer one.
 */
export function mixedVersions(topology: Topology, observed: Observed): Problem[] {
  const lost = rejoining(topology, observed);
  return topology.shards.flatMap((shard) => {
    const names = membersOf(shard).map(nodeName);
    const running = names.flatMap((name) => answering(observed, name) ?? []);
    return names.flatMap((node): Problem[] => {
      const found = observed.get(node);
      if (found === undefined || found.answers) return [];
      if (startMode(node, found, observed) === undefined && !lost.has(node)) return [];
      const { command = "", program } = found.nextStart ?? {};
      if (program === undefined) return [];
      const other = running.find((member) => isOther(program, member));
      if (other === undefined) return [];
      const text = `stopped; its shard runs ${nameOf(other)}, serverCommand ${command} is ${nameOf(program)}`;
      const advice = restoreServerCommand(nameOf(other));
      return [{ node, kind: MIXED, text, advice, role: "cause" }];
    });
  });
}

/** Lists new nodes whose server program could not load the data of the running ones. */
export function olderServers(joining: readonly string[], observed: Observed): Problem[] {
  const isNew = new Set(joining);
  const running = [...observed].flatMap(([name, node]) =>
    node.answers && !isNew.has(name) ? [node] : [],
  );
  return joining.flatMap((node): Problem[] => {
    const found = observed.get(node);
    const program = found?.answers ? found : found?.nextStart?.program;
    const newer =
      program === undefined ? undefined : running.find((member) => isOlder(program, member));
    if (program === undefined || newer === undefined) return [];
    const text = `its server is ${nameOf(program)}, the cluster runs ${nameOf(newer)}`;
    return [
      {
        node,
        kind: "a new node has another or an older server",
        text,
        advice: installServer(nameOf(newer)),
      },
    ];
  });
}

/** True for a server that may not read what the other one saves: an older one, or one of the other project. */
function isOlder(next: ServerProgram, runs: ServerProgram): boolean {
  return next.server !== runs.server || compareVersions(next.version, runs.version) < 0;
}

/** Compares `"7.0.15"` with `"7.2"` number by number. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  const steps = Array.from({ length }, (_, index) => (left?.[index] ?? 0) - (right?.[index] ?? 0));
  return steps.find((step) => step !== 0) ?? 0;
}

const MIXED = "stopped; a start would mix server versions in its shard";

function isOther(next: ServerProgram, runs: ServerProgram): boolean {
  return next.server !== runs.server || next.version !== runs.version;
}

function nameOf({ server, version }: ServerProgram): string {
  return `${server === "redis" ? "Redis" : "Valkey"} ${version}`;
}
