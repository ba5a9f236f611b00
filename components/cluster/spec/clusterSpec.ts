export interface HostSpec {
  /** The IP address that the servers bind and announce: `"192.168.56.65"`. */
  readonly address: string;
  readonly ports: readonly number[];
  /** The failure domain, such as a rack or zone; the host's own address if none is configured. */
  readonly domain: string;
}

export interface NodeSpec {
  readonly address: string;
  readonly port: number;
  readonly domain: string;
}

export interface ClusterSpec {
  readonly hosts: readonly HostSpec[];
  /** For each primary. */
  readonly replicas: number;
  /** True if a replica may share its primary's domain where no other placement exists. */
  readonly allowSharedDomain: boolean;
}

/** The name of a node in CLUSTER NODES and in all texts: `"192.168.56.65:7000"`. */
export function nodeName(node: { readonly address: string; readonly port: number }): string {
  return `${node.address}:${node.port}`;
}

export function addressOf(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}

export function portOf(name: string): number {
  return Number(name.slice(name.lastIndexOf(":") + 1));
}

export function nodesOf(hosts: readonly HostSpec[]): NodeSpec[] {
  return hosts.flatMap(({ address, domain, ports }) =>
    ports.map((port) => ({ address, port, domain })),
  );
}

/** Added to the port of a node to get its bus port. @see the cluster specification, "The Cluster bus" */
export const BUS_PORT_OFFSET = 10000;
