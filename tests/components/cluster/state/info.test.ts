import { expect, test } from "vitest";
import { countKeys, parseInfo } from "../../../../components/cluster/state/info";

const INFO = [
  "# Server",
  "redis_version:7.0.15",
  "executable:/usr/bin/redis-server",
  "config_file:",
  "",
  "# Replication",
  "slave0:ip=192.168.56.66,port=7004,state=online,offset=14,lag=1",
  "",
  "# Keyspace",
  "db0:keys=3,expires=1,avg_ttl=0",
  "db9:keys=10,expires=0,avg_ttl=0",
  "",
].join("\r\n");

test("parseInfo() reads whole fields and skips headings and empty lines", () => {
  expect([...parseInfo(INFO)]).toEqual([
    ["redis_version", "7.0.15"],
    ["executable", "/usr/bin/redis-server"],
    ["config_file", ""],
    ["slave0", "ip=192.168.56.66,port=7004,state=online,offset=14,lag=1"],
    ["db0", "keys=3,expires=1,avg_ttl=0"],
    ["db9", "keys=10,expires=0,avg_ttl=0"],
  ]);
});

test("parseInfo() reads CLUSTER INFO, which has no headings", () => {
  expect([...parseInfo("cluster_state:ok\r\ncluster_slots_ok:16384\r\n")]).toEqual([
    ["cluster_state", "ok"],
    ["cluster_slots_ok", "16384"],
  ]);
});

test("parseInfo() of a cut text keeps the whole lines", () => {
  expect([...parseInfo("cluster_state:ok\r\ncluster_sl")]).toEqual([["cluster_state", "ok"]]);
});

test.each([
  [INFO, 13],
  ["# Keyspace\r\n", 0],
  ["db0:keys=1\r\ndb_name:keys=7\r\nxdb0:keys=7\r\n", 1],
])("countKeys() adds up the databases of %j", (text, count) => {
  expect(countKeys(parseInfo(text))).toBe(count);
});
