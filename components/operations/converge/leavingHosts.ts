import { addressOf, nodeName, nodesOf, portOf } from "../../cluster/spec/clusterSpec";
import { groupBy } from "../../cluster/spec/groupBy";
import {
  type ClusterRecord,
  newestRecord,
  type RecordedSsh,
} from "../../cluster/state/clusterRecord";
import type { RunHost } from "../../spec/runSpec";

/**
 * The hosts of the configuration and those of the members that it no longer declares, by the newest record. A host
 * for which that has no login is left out: its nodes are then undeclared members, as if nobody knew them.
 */
export function withLeaving(
  hosts: readonly RunHost[],
  records: Iterable<ClusterRecord>,
): readonly RunHost[] {
  const record = newestRecord(records);
  if (record === undefined) return hosts;
  const declared = new Set(nodesOf(hosts).map(nodeName));
  const leaving = Object.keys(record.members).filter((name) => !declared.has(name));
  if (leaving.length === 0) return hosts;
  const ports = new Map(
    [...groupBy(leaving, addressOf)].map(([address, names]) => [address, names.map(portOf).sort()]),
  );
  const known = new Set(hosts.map(({ address }) => address));
  return [
    ...hosts.map((host) => ({
      ...host,
      ports: [...host.ports, ...(ports.get(host.address) ?? [])],
    })),
    ...[...ports].flatMap(([address, its]) => {
      const ssh = record.hosts?.[address];
      if (known.has(address) || ssh === undefined) return [];
      return [{ address, ports: its, domain: address, ssh: { address, ...ssh } }];
    }),
  ];
}

/** What a record says of the hosts of these members, by address. @param members by name */
export function recordedHosts(
  hosts: readonly RunHost[],
  members: Iterable<string>,
): Record<string, RecordedSsh> {
  const addresses = new Set([...members].map(addressOf));
  return Object.fromEntries(
    hosts.flatMap(({ address, ssh: { user, port, hostKey } }) =>
      addresses.has(address)
        ? [[address, { user, port, ...(hostKey === undefined ? {} : { hostKey }) }]]
        : [],
    ),
  );
}
