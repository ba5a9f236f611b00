import { describe, expect, test } from "vitest";
import { parseInfo } from "../../../../components/cluster/state/info";
import { copiesIn, transferIn } from "../../../../components/cluster/state/transferInfo";

const info = (...lines: string[]) => parseInfo(lines.join("\r\n"));

describe("transferIn()", () => {
  test("is undefined for a server that neither loads nor copies", () => {
    expect(transferIn(info("loading:0", "role:master"))).toBeUndefined();
    expect(transferIn(info("role:slave", "master_sync_in_progress:0"))).toBeUndefined();
    expect(transferIn(info())).toBeUndefined();
  });

  // Each as the server printed it.
  test.each<[string, string[], object]>([
    [
      "a load",
      ["loading:1", "loading_total_bytes:366875", "loading_loaded_bytes:65489"],
      { kind: "loading", bytes: 65_489, totalBytes: 366_875 },
    ],
    [
      "a replica of Redis 7 that loads its copy",
      [
        "loading:1",
        "loading_total_bytes:421958",
        "loading_loaded_bytes:196598",
        "role:slave",
        "master_sync_in_progress:1",
        "master_sync_total_bytes:0",
        "master_sync_read_bytes:421998",
      ],
      { kind: "loading", bytes: 196_598, totalBytes: 421_958 },
    ],
    [
      "a copy over the network alone, whose size nobody knows",
      [
        "master_sync_in_progress:1",
        "master_sync_total_bytes:0",
        "master_sync_read_bytes:98364",
        "master_sync_left_bytes:-98364",
      ],
      { kind: "copying", bytes: 98_364 },
    ],
    [
      "a copy that waits for the primary's file",
      [
        "master_sync_in_progress:1",
        "master_sync_total_bytes:-1",
        "master_sync_read_bytes:0",
        "master_sync_left_bytes:-1",
      ],
      { kind: "copying", bytes: 0 },
    ],
    [
      "a copy of a file",
      [
        "master_sync_in_progress:1",
        "master_sync_total_bytes:1000",
        "master_sync_read_bytes:300",
        "master_sync_left_bytes:700",
      ],
      { kind: "copying", bytes: 300, totalBytes: 1000 },
    ],
    [
      "a copy of a file on Redis 5",
      ["master_sync_in_progress:1", "master_sync_left_bytes:700"],
      { kind: "copying", leftBytes: 700 },
    ],
    [
      "a copy over the network alone on Redis 5",
      ["master_sync_in_progress:1", "master_sync_left_bytes:-300"],
      { kind: "copying", bytes: 300 },
    ],
    [
      "a copy that waits on Redis 5",
      ["master_sync_in_progress:1", "master_sync_left_bytes:-1"],
      { kind: "copying" },
    ],
    [
      "a load with unreadable numbers",
      ["loading:1", "loading_loaded_bytes:x"],
      { kind: "loading" },
    ],
  ])("reads %s", (_, lines, expected) => {
    expect(transferIn(info(...lines))).toEqual(expected);
  });
});

describe("copiesIn()", () => {
  test("is empty for a server that saves nothing and whose replicas are in sync", () => {
    expect(
      copiesIn(
        info(
          "rdb_bgsave_in_progress:0",
          "aof_rewrite_in_progress:0",
          "slave0:ip=10.0.0.2,port=7001,state=online,offset=14,lag=0,type=replica",
        ),
      ),
    ).toEqual({});
  });

  test("reads the keys of a save, and the replicas that wait for it", () => {
    expect(
      copiesIn(
        info(
          "rdb_bgsave_in_progress:1",
          "rdb_current_bgsave_time_sec:6",
          "current_save_keys_processed:4097",
          "current_save_keys_total:8000",
          "connected_slaves:2",
          "slave0:ip=10.0.0.2,port=7001,state=wait_bgsave,offset=0,lag=0",
          "slave1:ip=10.0.0.3,port=7001,state=online,offset=0,lag=0",
        ),
      ),
    ).toEqual({
      save: { seconds: 6, keys: 4097, totalKeys: 8000 },
      feeds: ["10.0.0.2:7001"],
    });
  });

  test("counts a rewrite of the append-only file, for whose end a save waits", () => {
    expect(
      copiesIn(
        info(
          "rdb_bgsave_in_progress:0",
          "aof_rewrite_in_progress:1",
          "aof_current_rewrite_time_sec:3",
          "current_save_keys_processed:0",
          "current_save_keys_total:0",
        ),
      ),
    ).toEqual({ save: { seconds: 3, keys: 0 } });
  });

  test("has the time alone of a save on Redis 5", () => {
    expect(copiesIn(info("rdb_bgsave_in_progress:1", "rdb_current_bgsave_time_sec:-1"))).toEqual({
      save: { seconds: 0 },
    });
  });
});
