import type { Client } from "ssh2";
import { afterEach, describe, expect, test } from "vitest";
import type { Connection } from "../../../../tools/engine/provider/connection";
import type { DialOptions } from "../../../../tools/engine/provider/dial";
import { HostClients } from "../../../../tools/engine/provider/hostClients";
import { until } from "../../../support/until";
import { type SshServer, startSshServer } from "../support/sshServer";

const CONTEXT = { log: () => {}, cancelled: new AbortController().signal };

function to(connection: Connection): DialOptions {
  return { connection, ...CONTEXT };
}

let server: SshServer;
afterEach(() => server.close());

/** Runs commands with the texts "0", "1", .. at once; returns what they printed. */
function runAtOnce(hosts: HostClients, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, index) => String(index));
  return Promise.all(
    numbers.map((text) => hosts.use(to(server.connection), (client) => exec(client, text))),
  );
}

function exec(client: Client, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let text = "";
      channel.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      channel.on("close", () => resolve(text));
      channel.end();
    });
  });
}

describe("HostClients", () => {
  test("shares one connection among the commands of a moment and the next one", async () => {
    server = await startSshServer(10);
    const hosts = new HostClients();
    expect(await runAtOnce(hosts, 3)).toEqual(["0", "1", "2"]);
    expect(await runAtOnce(hosts, 1)).toEqual(["0"]);
    expect(server.logins()).toBe(1);
  });

  test("opens one more connection for each 8 commands at once", async () => {
    server = await startSshServer(8);
    expect(await runAtOnce(new HostClients(), 17)).toHaveLength(17);
    expect(server.logins()).toBe(3);
  });

  test("closes a connection that nobody uses, and opens another one later", async () => {
    server = await startSshServer(10);
    const hosts = new HostClients();
    await runAtOnce(hosts, 2);
    await until("the end of the connection", () => (server.open() === 0 ? true : undefined));
    expect(await runAtOnce(hosts, 1)).toEqual(["0"]);
    expect(server.logins()).toBe(2);
  });

  test("logs in once more where a host takes no further session", async () => {
    server = await startSshServer(1);
    expect(await runAtOnce(new HostClients(), 3)).toEqual(["0", "1", "2"]);
    expect(server.logins()).toBe(3);
  });

  test("opens a new connection after one was lost", async () => {
    server = await startSshServer(10);
    const hosts = new HostClients();
    await runAtOnce(hosts, 1);
    server.drop();
    const again = () => runAtOnce(hosts, 1).catch(() => undefined);
    expect(await until("a command on a new connection", again)).toEqual(["0"]);
    expect(server.logins()).toBe(2);
  });

  test("tells each command why the host cannot be reached, and dials again for the next", async () => {
    server = await startSshServer(10);
    const hosts = new HostClients();
    const nowhere = { ...server.connection, port: 1 };
    const use = () => hosts.use(to(nowhere), (client) => exec(client, "0"));
    const ends = await Promise.allSettled([use(), use()]);
    const reason =
      "Error: after 0 failed attempts: ssh root@127.0.0.1, port 1: connect ECONNREFUSED 127.0.0.1:1";
    const said = ends.map((end) => (end.status === "rejected" ? String(end.reason) : "done"));
    expect(said).toEqual([reason, reason]);
    await expect(use()).rejects.toThrow("ECONNREFUSED");
  });

  test("hands on what a command throws, and keeps the connection", async () => {
    server = await startSshServer(10);
    const hosts = new HostClients();
    const failing = hosts.use(to(server.connection), () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow(new Error("no"));
    expect(await runAtOnce(hosts, 1)).toEqual(["0"]);
    expect(server.logins()).toBe(1);
  });
});
