import { expect, test } from "vitest";
import { startOrder } from "../../../../components/cluster/spec/startOrder";
import { EXAMPLE, EXAMPLE_TOPOLOGY } from "../../../support/example";

test("startOrder() lists the declared primaries, then the replicas, in the order of the shards", () => {
  const order = startOrder(EXAMPLE_TOPOLOGY, EXAMPLE.hosts);
  expect(order.map(({ port }) => port)).toEqual([7000, 7003, 7001, 7004, 7002, 7005]);
});

test("startOrder() gives each node its own host, with all that the caller knows of it", () => {
  const hosts = EXAMPLE.hosts.map((host) => ({ ...host, name: `host of ${host.ports[0]}` }));
  for (const { host, port } of startOrder(EXAMPLE_TOPOLOGY, hosts)) {
    expect(host.ports).toContain(port);
    expect(host.name).toBe(`host of ${port < 7003 ? 7000 : 7003}`);
  }
});
