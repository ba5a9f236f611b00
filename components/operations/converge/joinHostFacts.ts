import { addressOf, nodeName, portOf } from "../../cluster/spec/clusterSpec";
import { type ClusterRecord, newestRecord, sameMembers } from "../../cluster/state/clusterRecord";
import type { NextStart, Observed, ObservedNode } from "../../cluster/state/observed";
import { compareConf } from "../../host/compareConf";
import type { HostInspection, NodeOnDisk } from "../../host/inspectScript";
import { renderConf } from "../../host/redisConf";
import { keepsNothing } from "../../spec/directives";
import type { Ownership, RunSpec, SshTarget } from "../../spec/runSpec";

/** Inspections by the host's address. */
type Inspections = ReadonlyMap<string, HostInspection>;

export function joinHostFacts(
  observed: Observed,
  {
    inspections,
    spec,
    ownership,
  }: {
    readonly inspections: Inspections;
    readonly spec: RunSpec;
    /** What the records must say; a claim that is not known yet is not compared. */
    readonly ownership: Partial<Ownership> | undefined;
  },
): Observed {
  const unkept = keepsNothing(spec.directives);
  const members = new Set(recordedNames(inspections));
  const newest = newestRecord(recordsIn(inspections));
  return new Map(
    spec.hosts.flatMap(({ address, ports, ssh }) =>
      ports.map((port): [string, ObservedNode] => {
        const name = nodeName({ address, port });
        const node = observed.get(name) ?? { answers: false, reason: "it was not observed" };
        const inspection = inspections.get(address);
        const disk = inspection?.nodes.get(port);
        if (inspection === undefined || disk === undefined) return [name, node];
        const recorded = isRecorded(inspection.record, { name, node, ssh, ownership, newest });
        const nextStart = nextStartOf(inspection, spec);
        return [
          name,
          join(node, {
            disk,
            recorded,
            nextStart,
            keepsNothing: unkept,
            wasMember: members.has(name),
            rebalancing:
              typeof inspection.record === "object" && inspection.record.rebalancing === true,
            declared: () => confOf(spec, name),
          }),
        ];
      }),
    ),
  );
}

export function confOf(spec: RunSpec, name: string): string {
  const { directory, directives, password } = spec;
  const secret = password === undefined ? {} : { password };
  const node = { address: addressOf(name), port: portOf(name) };
  return renderConf({ ...node, directory, directives, ...secret });
}

/** The names of all members, by the records of the hosts and by the hold files of a former version. */
export function recordedNames(inspections: Inspections): string[] {
  const names = [...inspections].flatMap(([address, { held, record }]) => [
    ...held.map((port) => nodeName({ address, port })),
    ...(typeof record === "object" ? Object.keys(record.members) : []),
  ]);
  return [...new Set(names)];
}

/** The readable records of all hosts. */
export function recordsIn(inspections: Inspections): ClusterRecord[] {
  return [...inspections.values()].flatMap(({ record }) =>
    typeof record === "object" ? record : [],
  );
}

/** Undefined if the run keeps no records. */
function isRecorded(
  record: HostInspection["record"],
  expected: {
    readonly name: string;
    readonly node: ObservedNode;
    readonly ssh: SshTarget;
    readonly ownership: Partial<Ownership> | undefined;
    /** Of all hosts: the others have to name the same members. */
    readonly newest: ClusterRecord | undefined;
  },
): boolean | undefined {
  const { name, node, ssh, ownership, newest } = expected;
  if (ownership === undefined || !node.answers) return undefined;
  if (typeof record !== "object") return false;
  if (newest !== undefined && !sameMembers(record, newest)) return false;
  const login = record.hosts?.[addressOf(name)];
  if (login?.user !== ssh.user || login.port !== ssh.port) return false;
  const { owner = record.owner, claim = record.claim } = ownership;
  return isOf(record, { owner, claim }) && record.members[name] === node.id;
}

function isOf(record: ClusterRecord, { owner, claim }: Ownership): boolean {
  return record.owner === owner && record.claim === claim;
}

/** The peers in the nodes.conf of each server that is not declared, by the server's name. */
export function unmanagedPeers(inspections: Inspections): Map<string, readonly string[]> {
  const named = [...inspections].flatMap(([address, inspection]) =>
    [...inspection.unmanagedPeers].map(
      ([port, peers]) => [nodeName({ address, port }), peers] as const,
    ),
  );
  return new Map(named);
}

function nextStartOf({ program, login }: HostInspection, spec: RunSpec): NextStart {
  return {
    command: spec.serverCommand,
    ...(program === undefined ? {} : { program }),
    ...(login === undefined ? {} : { user: login }),
  };
}

/** The declared conf is rendered only for a close observation: waits observe every few ms. */
function join(
  node: ObservedNode,
  facts: {
    readonly disk: NodeOnDisk;
    readonly recorded: boolean | undefined;
    readonly nextStart: NextStart;
    readonly keepsNothing: boolean;
    readonly wasMember: boolean;
    readonly rebalancing: boolean;
    readonly declared: () => string;
  },
): ObservedNode {
  const { disk, recorded, nextStart, keepsNothing, wasMember, rebalancing, declared } = facts;
  const member = wasMember ? { wasMember } : {};
  if (!node.answers) {
    const { process: _process, exposed: _exposed, user: _user, conf: _conf, ...found } = disk;
    const kept = keepsNothing ? { keepsNothing } : {};
    const runs = disk.process === "stopped" ? {} : { runs: true };
    const taken = disk.process === "other" ? { portTaken: true } : {};
    return { ...node, disk: { ...found, ...kept, ...runs, ...taken }, nextStart, ...member };
  }
  return {
    ...node,
    ...(recorded === undefined ? {} : { recorded }),
    ...(rebalancing ? { rebalancing } : {}),
    pidFile: disk.process !== "lost-pidfile",
    ...(disk.process === "lost-directory" ? { directoryRemoved: true } : {}),
    ...(disk.process === "other" ? { unmanaged: true } : {}),
    ...member,
    saved: disk.identity,
    ...(disk.exposed === undefined ? {} : { exposed: disk.exposed }),
    nextStart,
    ...(disk.user === undefined ? {} : { user: disk.user }),
    ...(node.directives === undefined
      ? {}
      : { conf: compareConf(declared(), disk.conf, node.directives) }),
  };
}
