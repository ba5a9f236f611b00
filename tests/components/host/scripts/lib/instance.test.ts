import { chownSync, utimesSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptHost, SHELLS } from "../../../../support/scriptHost";
import { ADDRESS } from "../../../../support/scriptNode";

const FILES = [
  "lib/base.sh",
  "lib/instance.sh",
  "lib/ports.sh",
  "lib/server.sh",
  "lib/conf.sh",
  "lib/preflight.sh",
  "lib/check.sh",
];

const REDIS = started("Redis", "7.0.15");
const OLD_REDIS = started("Redis", "5.0.6");
const VALKEY = started("Valkey", "9.1.2");
const READY = "650:M 01 Dec 2026 13:39:51.449 * Ready to accept connections tcp";
const BAD_FILE =
  "650:M 01 Dec 2026 13:39:51.456 # Bad file format reading the append only file appendonly.aof.2.base.rdb: " +
  "make a backup of your AOF file, then use ./redis-check-aof --fix <filename.manifest>";
const BAD_DUMP = "650:M 01 Dec 2026 13:39:51.456 # Can't handle RDB format version 12";

/** The line of a log with which a server of that program begins. */
function started(name: string, version: string): string {
  return `650:C 01 Dec 2026 13:39:51.432 # ${name} version=${version}, bits=64, commit=0, modified=0, pid=650, just started`;
}

describe.each(SHELLS)("a start that failed at its data, under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
    host.write("conf/7000/appendonlydir/appendonly.aof.2.base.rdb", "VALKEY080");
  });
  afterEach(() => host.end());

  function call(text: string): string {
    const variables = { DIRECTORY: host.directory, ADDRESS, SERVER: "redis-server" };
    const { code, stdout, stderr } = host.call(FILES, `choose_instance 7000; ${text}`, variables);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  /** Whether the file counts as damaged, and the reason for which no start is tried. The server is Redis 7.0.15. */
  function judged(...log: readonly string[]): string {
    host.write("conf/7000.log", `${log.join("\n")}\n`);
    return call("if is_damaged; then echo damaged; fi; reason_of check_program");
  }

  test("of the program that served, or where the log names none: the file is damaged", () => {
    expect(judged(REDIS, READY, REDIS, BAD_FILE)).toBe("damaged\n");
    expect(judged(BAD_FILE)).toBe("damaged\n");
    expect(judged(REDIS, BAD_FILE)).toBe("damaged\n");
    expect(judged(OLD_REDIS, READY, REDIS, READY, REDIS, BAD_FILE)).toBe("damaged\n");
  });

  test.each([BAD_FILE, BAD_DUMP])("of another program: that one is named: %s", (failure) => {
    const reason =
      "Redis 7.0.15 could not read its data, which Valkey 9.1.2 wrote. " +
      "Set serverCommand back to the path of Valkey 9.1.2";
    expect(judged(REDIS, READY, VALKEY, READY, REDIS, failure)).toBe(reason);
    expect(judged(VALKEY, READY, REDIS, failure, REDIS, failure)).toBe(reason);
  });

  test("is no reason once the server command is another one again", () => {
    host.write("version", "Valkey server v=9.1.2 sha=00000000:0\n");
    expect(judged(VALKEY, READY, REDIS, BAD_FILE)).toBe("");
    expect(judged(REDIS, READY, REDIS, BAD_FILE)).toBe("");
  });

  test("is no reason once a file was changed, or after a start that served", () => {
    expect(judged(REDIS, READY, REDIS, BAD_FILE, "a", "b", "c", REDIS, READY)).toBe("");
    judged(VALKEY, READY, REDIS, BAD_FILE);
    utimesSync(join(host.directory, "7000.log"), 1, 1);
    expect(call("if is_damaged; then echo damaged; fi; reason_of check_program")).toBe("");
    host.remove("conf/7000.log");
    expect(call("if is_damaged; then echo damaged; fi; reason_of check_program")).toBe("");
  });
});

test.each(SHELLS)("a data directory of another user is none to start in, under %s", (shell) => {
  const host = new ScriptHost(shell);
  try {
    host.write("conf/7000/appendonly.aof", "keys");
    const variables = { DIRECTORY: host.directory, ADDRESS, SERVER: "redis-server" };
    const reason = () =>
      host.call(FILES, "choose_instance 7000; reason_of check_user", variables).stdout;
    expect(reason()).toBe("");
    chownSync(join(host.directory, "7000"), 4242, 4242);
    const { username } = userInfo();
    expect(reason()).toBe(
      `its files belong to 4242, a start would run it as ${username}, the SSH user. Set the SSH user back to 4242. ` +
        `To change it: destroy as 4242, give the directory to ${username}, up as ${username}`,
    );
  } finally {
    host.end();
  }
});
