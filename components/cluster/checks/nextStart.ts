import { restoreServerCommand, restoreUser } from "../../text/cures/clusterCures";
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

const MIXED = "stopped; a start would mix server versions in its shard";

function isOther(next: ServerProgram, runs: ServerProgram): boolean {
  return next.server !== runs.server || next.version !== runs.version;
}

function nameOf({ server, version }: ServerProgram): string {
  return `${server === "redis" ? "Redis" : "Valkey"} ${version}`;
}
