import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockCommand } from "../../../../components/host/lockScript";
import { renderConf } from "../../../../components/host/redisConf";
import { startListening } from "../../../support/listeningServer";
import { LockClient } from "../../../support/lockClient";
import { ScriptHost, SHELLS } from "../../../support/scriptHost";
import { ADDRESS, NODE_ID, PORT, pidOf, writeStoppedNode } from "../../../support/scriptNode";
import { until } from "../../../support/until";

/** Not the one of other files, whose servers listen at the same time. */
const LISTENS = 7950;

const OWN = `${NODE_ID} :0@0 myself,master - 0 0 0 connected\nvars currentEpoch 0 lastVoteEpoch 0\n`;

describe.each(SHELLS)("lock.sh under %s", (shell) => {
  let host: ScriptHost;
  let lock: LockClient;
  beforeEach(async () => {
    host = new ScriptHost(shell);
    const { command, stdin } = lockCommand({
      address: ADDRESS,
      directory: host.directory,
      serverCommand: "redis-server",
      who: "me",
      makeDirectory: true,
    });
    lock = new LockClient(host.start(command), stdin);
    expect(await lock.line()).toBe("locked");
  });
  afterEach(() => host.end());

  async function ask(verb: "startnew" | "stop", port = PORT): Promise<string> {
    const text = confOf(port);
    const answer = await lock.ask(`${verb} ${port} ${Buffer.from(text).toString("base64")}`);
    return answer.replaceAll(host.folder, "");
  }

  function confOf(port: number): string {
    return renderConf({ address: ADDRESS, port, directory: host.directory, directives: {} });
  }

  describe("startnew", () => {
    test("starts a server that has nothing, on the declared configuration, once", async () => {
      expect(await ask("startnew")).toBe("done");
      expect(host.read(`conf/${PORT}.conf`)).toBe(confOf(PORT));
      expect(host.modeOf(`conf/${PORT}`)).toBe("700");
      expect(host.has(`conf/${PORT}.conf.effective`)).toBe(true);
      const pid = pidOf(host);
      expect(await ask("startnew")).toBe("done");
      expect(pidOf(host)).toBe(pid);
    });

    test("replaces an identity that never met anybody", async () => {
      host.write(`conf/${PORT}/${PORT}_node.conf`, `other${OWN}`);
      expect(await ask("startnew")).toBe("done");
      expect(host.read(`conf/${PORT}/${PORT}_node.conf`)).not.toContain("other");
    });

    test("moves data aside that it finds without an identity", async () => {
      host.write(`conf/${PORT}/appendonly.aof`, "keys");
      expect(await ask("startnew")).toBe("done");
      expect(host.read(`conf/${PORT}/appendonly.aof`)).toBe("");
      const aside = host.files().find((file) => /unused-[^/]*\/appendonly\.aof$/.test(file));
      expect(host.read(`conf/${aside}`)).toBe("keys");
    });

    test("changes nothing where there is an identity", async () => {
      writeStoppedNode(host);
      expect(await ask("startnew")).toBe(`failed it has an identity in /conf/${PORT}`);
      expect(host.read(`conf/${PORT}/appendonly.aof`)).toBe("keys");
      expect(host.has(`conf/${PORT}.conf`)).toBe(false);
    });

    test("names the process that has its port", async () => {
      await startListening(host, LISTENS, "another");
      expect(await ask("startnew", LISTENS)).toMatch(/^failed Cannot start .* port 7950 is in use/);
    });
  });

  describe("stop", () => {
    test("ends a server whose directory was removed, without saving, once", async () => {
      const pid = await startListening(host, LISTENS);
      host.remove(`conf/${LISTENS}`);
      expect(await ask("stop", LISTENS)).toBe("done");
      await until("the server to end", () => (existsSync(`/proc/${pid}`) ? undefined : true));
      expect(host.takeLog().filter((line) => line.endsWith("SHUTDOWN NOSAVE"))).toHaveLength(1);
      expect(await ask("stop", LISTENS)).toBe("done");
    });

    test("leaves a server alone that has its directory", async () => {
      const pid = await startListening(host, LISTENS);
      expect(await ask("stop", LISTENS)).toBe(`failed its directory /conf/${LISTENS} exists`);
      expect(existsSync(`/proc/${pid}`)).toBe(true);
    });
  });
});
