import { addressOf, nodeName, portOf } from "../../cluster/spec/clusterSpec";
import type { NextStart, Observed, ObservedNode } from "../../cluster/state/observed";
import { compareConf } from "../../host/compareConf";
import type { HostInspection, NodeOnDisk } from "../../host/inspectScript";
import { renderConf } from "../../host/redisConf";
import type { RunSpec } from "../../spec/runSpec";

/** Inspections by the host's address. */
type Inspections = ReadonlyMap<string, HostInspection>;

export function joinHostFacts(
  observed: Observed,
  { inspections, spec }: { readonly inspections: Inspections; readonly spec: RunSpec },
): Observed {
  return new Map(
    spec.hosts.flatMap(({ address, ports }) =>
      ports.map((port): [string, ObservedNode] => {
        const name = nodeName({ address, port });
        const node = observed.get(name) ?? { answers: false, reason: "it was not observed" };
        const inspection = inspections.get(address);
        const disk = inspection?.nodes.get(port);
        if (inspection === undefined || disk === undefined) return [name, node];
        const nextStart = nextStartOf(inspection, spec);
        return [name, join(node, { disk, nextStart, declared: () => confOf(spec, name) })];
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

export function heldNames(inspections: Inspections): string[] {
  return [...inspections].flatMap(([address, { held }]) =>
    held.map((port) => nodeName({ address, port })),
  );
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
    readonly nextStart: NextStart;
    readonly declared: () => string;
  },
): ObservedNode {
  const { disk, nextStart, declared } = facts;
  if (!node.answers) {
    const { identity, data, peers } = disk;
    return { ...node, disk: { identity, data, peers }, nextStart };
  }
  return {
    ...node,
    held: disk.hold === node.id,
    saved: disk.identity,
    nextStart,
    ...(disk.user === undefined ? {} : { user: disk.user }),
    ...(node.directives === undefined
      ? {}
      : { conf: compareConf(declared(), disk.conf, node.directives) }),
  };
}
