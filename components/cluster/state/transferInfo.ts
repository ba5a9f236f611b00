import type { AnsweringNode } from "./observed";
import type { Save, Transfer } from "./transfer";

type Info = ReadonlyMap<string, string>;

/** Reads from INFO what a server loads or copies; undefined if it does neither. */
export function transferIn(info: Info): Transfer | undefined {
  if (info.get("loading") === "1") {
    return { kind: "loading", ...bytesOf(info, ["loading_loaded_bytes", "loading_total_bytes"]) };
  }
  if (info.get("master_sync_in_progress") !== "1") return undefined;
  // Before 6.2 only this one: negative while the size of the copy is not known.
  const left = numberIn(info, "master_sync_left_bytes") ?? -1;
  const isOld = !info.has("master_sync_read_bytes");
  return {
    kind: "copying",
    ...bytesOf(info, ["master_sync_read_bytes", "master_sync_total_bytes"]),
    ...(isOld && left > 0 ? { leftBytes: left } : {}),
    ...(isOld && left < -1 ? { bytes: -left } : {}),
  };
}

/** Reads what a primary knows of the copies that its replicas make. */
export function copiesIn(info: Info): Pick<AnsweringNode, "save" | "feeds"> {
  const save = saveIn(info);
  const feeds = [...info].flatMap(([name, value]) =>
    /^slave\d+$/.test(name) ? (fedBy(value) ?? []) : [],
  );
  return {
    ...(save === undefined ? {} : { save }),
    ...(feeds.length === 0 ? {} : { feeds }),
  };
}

/** A rewrite of the append-only file counts too: a save for replicas waits for its end. */
function saveIn(info: Info): Save | undefined {
  const isSaving = info.get("rdb_bgsave_in_progress") === "1";
  if (!isSaving && info.get("aof_rewrite_in_progress") !== "1") return undefined;
  const seconds = isSaving ? "rdb_current_bgsave_time_sec" : "aof_current_rewrite_time_sec";
  const keys = numberIn(info, "current_save_keys_processed");
  const totalKeys = numberIn(info, "current_save_keys_total") ?? 0;
  return {
    seconds: Math.max(0, numberIn(info, seconds) ?? 0),
    ...(keys === undefined ? {} : { keys }),
    ...(totalKeys > 0 ? { totalKeys } : {}),
  };
}

/** The replica of `"ip=10.0.0.5,port=7001,state=wait_bgsave,offset=0,lag=0"` unless it is in sync: `"10.0.0.5:7001"`. */
function fedBy(line: string): string | undefined {
  const fields = new Map(
    line.split(",").map((field): [string, string] => {
      const [name = "", value = ""] = field.split("=");
      return [name, value];
    }),
  );
  if (fields.get("state") === "online") return undefined;
  return `${fields.get("ip")}:${fields.get("port")}`;
}

function bytesOf(
  info: Info,
  [done, total]: readonly [string, string],
): Pick<Transfer, "bytes" | "totalBytes"> {
  const bytes = numberIn(info, done);
  const totalBytes = numberIn(info, total) ?? 0;
  return {
    ...(bytes === undefined ? {} : { bytes }),
    ...(totalBytes > 0 ? { totalBytes } : {}),
  };
}

function numberIn(info: Info, name: string): number | undefined {
  const value = Number(info.get(name) ?? "none");
  return Number.isFinite(value) ? value : undefined;
}
