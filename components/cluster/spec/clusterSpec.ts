/** One machine that runs servers. */
export interface HostSpec {
  /** The IP address that the servers bind and announce: `"192.168.56.65"`. */
  readonly address: string;
  /** The ports of its servers, in the order of the configuration: `[7000, 7001, 7002]`. */
  readonly ports: readonly number[];
  /** What fails together with it, a rack or a zone; the host's own address when nothing was said. */
  readonly domain: string;
}

/** One server, or "node" in the words of Redis Cluster. */
export interface NodeSpec {
  readonly address: string;
  readonly port: number;
  readonly domain: string;
}

/** What decides the shape of the cluster. */
export interface ClusterSpec {
  readonly hosts: readonly HostSpec[];
  /** Replicas of each primary. */
  readonly replicas: number;
  /** Whether a replica may stand in its primary's domain where there is no other way. */
  readonly allowSharedDomain: boolean;
}

/** The name by which everything calls a node: `"192.168.56.65:7000"`, as CLUSTER NODES writes it. */
export function nodeName(node: { readonly address: string; readonly port: number }): string {
  return `${node.address}:${node.port}`;
}

/** The address in a node's name. */
export function addressOf(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}

/** The port in a node's name. */
export function portOf(name: string): number {
  return Number(name.slice(name.lastIndexOf(":") + 1));
}

/** All nodes of `hosts`, in the order of the configuration. */
export function nodesOf(hosts: readonly HostSpec[]): NodeSpec[] {
  return hosts.flatMap(({ address, domain, ports }) =>
    ports.map((port) => ({ address, port, domain })),
  );
}

/** The bus port of a node is its port and this. @see the cluster specification, "The Cluster bus" */
export const BUS_PORT_OFFSET = 10000;
