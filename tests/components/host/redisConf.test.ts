import { describe, expect, test } from "vitest";
import { renderConf } from "../../../components/host/redisConf";

const NODE = { address: "192.168.56.65", port: 7000, directory: "/root/conf", directives: {} };

const EXAMPLE_LINES = [
  "port 7000",
  "bind 192.168.56.65",
  "daemonize yes",
  "pidfile 7000.pid",
  "cluster-enabled yes",
  "cluster-config-file 7000_node.conf",
  "cluster-node-timeout 15000",
  "appendonly yes",
];

/** The lines after the example's. */
function rest(options: Partial<Parameters<typeof renderConf>[0]>): string[] {
  return renderConf({ ...NODE, ...options })
    .split("\n")
    .slice(EXAMPLE_LINES.length);
}

describe("renderConf()", () => {
  test("without a password turns protected mode off", () => {
    expect(renderConf(NODE)).toBe(
      [
        ...EXAMPLE_LINES,
        "dir /root/conf/7000",
        "logfile /root/conf/7000.log",
        "protected-mode no",
        "repl-diskless-sync-delay 5",
        "cluster-replica-no-failover no",
        "cluster-migration-barrier 1000",
        "# user directives",
        "",
      ].join("\n"),
    );
  });

  test("with a password leaves protected mode alone", () => {
    expect(rest({ password: 'p"a\\ss word' })).toEqual([
      "dir /root/conf/7000",
      "logfile /root/conf/7000.log",
      'requirepass "p\\"a\\\\ss word"',
      'masterauth "p\\"a\\\\ss word"',
      "repl-diskless-sync-delay 5",
      "cluster-replica-no-failover no",
      "cluster-migration-barrier 1000",
      "# user directives",
      "",
    ]);
  });

  test("quotes a folder with a space", () => {
    expect(rest({ directory: "/srv/my conf" }).slice(0, 2)).toEqual([
      'dir "/srv/my conf/7000"',
      'logfile "/srv/my conf/7000.log"',
    ]);
  });

  test("leaves the migration of replicas to the user who sets its barrier", () => {
    const lines = rest({ directives: { "cluster-migration-barrier": "1" } });
    expect(lines.filter((line) => line.startsWith("cluster-migration-barrier"))).toEqual([
      "cluster-migration-barrier 1",
    ]);
    expect(lines.indexOf("cluster-migration-barrier 1")).toBeGreaterThan(
      lines.indexOf("# user directives"),
    );
  });

  test("ends with the user's directives as written, several values on several lines", () => {
    const directives = {
      maxmemory: "1gb",
      save: ["900 1", "300 10"],
      appendfsync: "no",
      none: [],
      "notify-keyspace-events": "",
    };
    expect(rest({ directives }).slice(6)).toEqual([
      "# user directives",
      "maxmemory 1gb",
      "save 900 1",
      "save 300 10",
      "appendfsync no",
      'notify-keyspace-events ""',
      "",
    ]);
  });
});
