import { expect, test } from "vitest";
import type { NodeReport } from "../../../../components/cluster/plan/clusterReport";
import { servingShards } from "../../../../components/operations/redis/servingShards";

const primary = (port: number, slots: string): NodeReport => ({
  address: "10.0.0.1",
  port,
  id: `${port}`,
  role: "primary",
  slots,
});
const replica = (port: number, of: number): NodeReport => ({
  address: "10.0.0.2",
  port,
  id: `${port}`,
  role: "replica",
  primary: `10.0.0.1:${of}`,
  slots: "",
});

test("servingShards() gives each primary its slots and its replicas", () => {
  const nodes = [
    primary(7000, "0-5460 7000"),
    replica(7003, 7000),
    primary(7001, "5461-6999 7001-16383"),
    replica(7004, 7001),
    replica(7005, 7000),
    primary(7002, ""),
  ];
  expect(servingShards(nodes)).toEqual([
    {
      slots: [
        { start: 0, end: 5460 },
        { start: 7000, end: 7000 },
      ],
      owner: "10.0.0.1:7000",
      replicas: ["10.0.0.2:7003", "10.0.0.2:7005"],
    },
    {
      slots: [
        { start: 5461, end: 6999 },
        { start: 7001, end: 16383 },
      ],
      owner: "10.0.0.1:7001",
      replicas: ["10.0.0.2:7004"],
    },
    { slots: [], owner: "10.0.0.1:7002", replicas: [] },
  ]);
});
