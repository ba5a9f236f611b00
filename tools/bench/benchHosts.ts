/** A host of the lab with the ports of its servers. */
export interface BenchHost {
  readonly address: string;
  readonly ports: number[];
}

/** The example's two hosts with half of `size` nodes each: 7000, 7001, .. and 7500, 7501, .. */
export function benchHosts(size: number): BenchHost[] {
  const ports = (first: number) => Array.from({ length: size / 2 }, (_, index) => first + index);
  return [
    { address: "192.168.56.65", ports: ports(7000) },
    { address: "192.168.56.66", ports: ports(7500) },
  ];
}
