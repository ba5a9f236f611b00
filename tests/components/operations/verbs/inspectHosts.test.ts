import { afterEach, beforeEach, expect, test } from "vitest";
import { renderConf } from "../../../../components/host/redisConf";
import { OtherProgram } from "../../../../components/operations/ssh/otherProgram";
import { UntrustedHost } from "../../../../components/operations/ssh/trust/untrustedHost";
import { type Client, inspectHosts } from "../../../../components/operations/verbs/inspectHosts";
import type { RunHost, RunSpec } from "../../../../components/spec/runSpec";
import { RUN_SPEC } from "../../../support/clusterArgs";
import { framed } from "../../../support/framed";
import { makeHostKey, type SshServer, startSshServer } from "../../../support/sshServer";

const KEY = makeHostKey("ed25519");
const REFUSED = "Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2";

let server: SshServer;
let clients: Map<string, Client>;
/** The scripts that the host was sent. */
let scripts: string[];
/** What the host prints. */
let printed: string;
beforeEach(async () => {
  clients = new Map();
  scripts = [];
  printed = framed("script yes\n");
  server = await startSshServer([KEY], (_command, channel) => {
    let script = "";
    channel.on("data", (text: Buffer) => {
      script += text.toString();
    });
    channel.on("end", () => {
      scripts.push(script);
      channel.write(printed);
      channel.exit(0);
      channel.end();
    });
  });
});
afterEach(async () => {
  for (const client of clients.values()) client.end();
  await server.close();
});

/** A host by its name, which is reached by this port of loopback. */
function hostAt(address: string, port = server.port, hostKey?: string): RunHost {
  const ssh = { address: "127.0.0.1", port, user: "root" };
  return {
    address,
    ports: [7000, 7001],
    domain: address,
    ssh: hostKey === undefined ? ssh : { ...ssh, hostKey },
  };
}

function inspect(declared: readonly RunHost[], leaving: readonly RunHost[] = []) {
  const credentials = { password: "secret" };
  const spec: RunSpec = { ...RUN_SPEC, credentials, hosts: [...declared, ...leaving] };
  return inspectHosts(spec, { clients, declared });
}

test("inspectHosts() inspects all hosts, and leaves their connections to its caller", async () => {
  const { inspections, uninspected } = await inspect([hostAt("10.0.0.1")], [hostAt("10.0.0.2")]);
  expect([...inspections.keys()]).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect([...clients.keys()].sort()).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(uninspected).toEqual([]);
});

test("inspectHosts() checks only hosts that the configuration names", async () => {
  const conf = renderConf({
    address: "10.0.0.1",
    port: 7000,
    directory: "/root/conf",
    directives: {},
  });
  await inspect([hostAt("10.0.0.1")]);
  expect(scripts.join()).toContain(conf.trimEnd());
  scripts = [];
  await inspect([], [hostAt("10.0.0.1")]);
  expect(scripts).toHaveLength(1);
  expect(scripts.join()).not.toContain(conf.trimEnd());
});

test("inspectHosts() names the declared hosts that it cannot inspect, and none of those that leave", async () => {
  const { inspections, uninspected } = await inspect(
    [hostAt("10.0.0.1", 2), hostAt("10.0.0.2")],
    [hostAt("10.0.0.3", 2)],
  );
  expect(uninspected).toEqual([REFUSED]);
  expect([...inspections.keys()]).toEqual(["10.0.0.2"]);
});

test("inspectHosts() fails for another host key than the known one, also of a host that leaves", async () => {
  const other = makeHostKey("ed25519").public;
  const leaving = hostAt("10.0.0.2", server.port, other);
  await expect(inspect([hostAt("10.0.0.1")], [leaving])).rejects.toThrow(UntrustedHost);
});

test("inspectHosts() fails when a host runs another program than the script", async () => {
  printed = "Please login as debian\n";
  await expect(inspect([hostAt("10.0.0.1")])).rejects.toThrow(OtherProgram);
});
