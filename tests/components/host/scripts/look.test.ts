import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lookCommand } from "../../../../components/host/lookScript";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";

describe.each(SHELLS)("look.sh under %s", (shell) => {
  let host: ScriptHost;
  beforeEach(() => {
    host = new ScriptHost(shell);
  });
  afterEach(() => host.end());

  function look(...ports: number[]): string {
    const { code, stdout, stderr } = host.run(lookCommand(host.directory, ports));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  test("says of each port whether identity and data are there", () => {
    host.write("conf/7000/7000_node.conf", "id\n");
    host.write("conf/7000/dump.rdb", "REDIS0009");
    host.write("conf/7001/7001_node.conf", "id\n");
    host.write("conf/7002/appendonlydir/appendonly.aof.1.base.rdb", "REDIS0010");
    expect(look(7000, 7001, 7002, 7003)).toBe(
      "7000 yes yes\n7001 yes no\n7002 no yes\n7003 no no\nheld\n",
    );
  });

  test.each([
    ["an append-only file of Redis 5 or 6, though empty", "appendonly.aof", "", "yes"],
    ["an append-only file of Redis 7", "appendonlydir/appendonly.aof.1.incr.aof", "x", "yes"],
    ["an empty append-only file of Redis 7", "appendonlydir/appendonly.aof.1.incr.aof", "", "no"],
    ["an empty snapshot", "dump.rdb", "", "no"],
  ])("takes %s for data: %s", (_, file, text, data) => {
    host.write(`conf/7000/${file}`, text);
    expect(look(7000)).toBe(`7000 no ${data}\nheld\n`);
  });

  test("names the members, those that nobody asked for too", () => {
    host.write("conf/6999.hold", "id\n");
    host.write("conf/7000.hold", "id\n");
    expect(look(7000)).toBe("7000 no no\nheld 6999 7000\n");
  });

  test("takes an empty nodes.conf for no identity", () => {
    host.write("conf/7000/7000_node.conf", "");
    expect(look(7000)).toBe("7000 no no\nheld\n");
  });

  test("changes nothing and makes no folder", () => {
    look(7000);
    expect(host.has("conf")).toBe(false);
  });
});
