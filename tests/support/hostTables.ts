import fc from "fast-check";
import type { ClusterSpec, HostSpec } from "../../components/cluster/spec/clusterSpec";

/** Hosts in domains with some ports each, and replicas; few of them can form a cluster. */
export const anyTable: fc.Arbitrary<ClusterSpec> = fc
  .record({
    hosts: fc.array(fc.record({ domain: fc.nat(3), count: fc.integer({ min: 1, max: 5 }) }), {
      minLength: 1,
      maxLength: 5,
    }),
    replicas: fc.nat(3),
    allowSharedDomain: fc.boolean(),
  })
  .map(({ hosts, ...rest }) => ({
    ...rest,
    hosts: hosts.map(({ domain, count }, index) => hostOf(index, domain, count)),
  }));

/** Tables whose nodes divide into 3 to 5 shards; crowded domains among them. */
export const dividingTable: fc.Arbitrary<ClusterSpec> = fc
  .record({
    primaries: fc.integer({ min: 3, max: 5 }),
    replicas: fc.nat(3),
    domains: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
    allowSharedDomain: fc.boolean(),
  })
  .chain(({ primaries, replicas, domains, allowSharedDomain }) => {
    const count = primaries * (replicas + 1);
    const hostOfNode = fc.nat(domains.length - 1);
    return fc
      .array(hostOfNode, { minLength: count, maxLength: count })
      .map((owners): ClusterSpec => {
        const hosts = domains.flatMap((domain, index) => {
          const ports = owners.filter((owner) => owner === index).length;
          return ports === 0 ? [] : [hostOf(index, domain, ports)];
        });
        return { hosts, replicas, allowSharedDomain };
      });
  });

function hostOf(index: number, domain: number, count: number): HostSpec {
  return {
    address: `10.0.0.${index + 1}`,
    ports: Array.from({ length: count }, (_, port) => 7000 + port),
    domain: `zone${domain}`,
  };
}
