import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "../../../../../components/operations/ssh/trust/hostKey";
import {
  type HostTrust,
  trustHosts,
} from "../../../../../components/operations/ssh/trust/trustHosts";
import { UntrustedHost } from "../../../../../components/operations/ssh/trust/untrustedHost";
import type { RunHost } from "../../../../../components/spec/runSpec";
import { makeHostKey, type SshServer, startSshServer } from "../../../../support/sshServer";

const KEY = makeHostKey("ed25519");
const OTHER = makeHostKey("ecdsa");

let folder: string;
let file: string;
let server: SshServer;
let said: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "trust-hosts-"));
  file = join(folder, "ssh", "known_hosts");
  server = await startSshServer([KEY]);
  said = [];
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function hostAt(port: number, hostKey?: string): RunHost {
  const ssh = { address: "127.0.0.1", port, user: "root", ...(hostKey ? { hostKey } : {}) };
  return { address: "10.0.0.5", ports: [7000], domain: "a", ssh };
}

/** The keys that the hosts must present, in their order. */
async function keysOf(
  hosts: readonly RunHost[],
  hostKeyChecking: HostTrust["hostKeyChecking"] = "yes",
): Promise<(string | undefined)[]> {
  const trusted = await trustHosts({ hosts, knownHosts: file, hostKeyChecking }, (line) =>
    said.push(line),
  );
  return trusted.map(({ ssh }) => ssh.hostKey);
}

function know(...lines: string[]): void {
  file = join(folder, "known_hosts");
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
}

test("trustHosts() takes the configured key, whatever the file says, and asks no host", async () => {
  know(`[127.0.0.1]:2 ${KEY.public}`);
  expect(await keysOf([hostAt(2, OTHER.public)])).toEqual([OTHER.public]);
});

test("trustHosts() takes the most preferred key of the file and asks no host", async () => {
  know(`[127.0.0.1]:2 ${KEY.public}`, `[127.0.0.1]:2 ${OTHER.public}`);
  expect(await keysOf([hostAt(2)])).toEqual([OTHER.public]);
  expect(said).toEqual([]);
});

test("trustHosts() rejects an unknown host, and prints the command that accepts it", async () => {
  know();
  const line = `[127.0.0.1]:${server.port} ${KEY.public}`;
  await expect(keysOf([hostAt(server.port)])).rejects.toThrow(
    new UntrustedHost(
      `The SSH host key of 127.0.0.1 port ${server.port} is not in ${file}\n` +
        `  127.0.0.1 port ${server.port}  ${fingerprint(KEY.public)}\n` +
        "  Compare it with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub). To accept it:\n" +
        `    echo '${line}' >>${file}`,
    ),
  );
  appendFileSync(file, `${line}\n`);
  expect(await keysOf([hostAt(server.port)])).toEqual([KEY.public]);
});

test("trustHosts() rejects a file that cannot be read", async () => {
  file = folder;
  await expect(keysOf([hostAt(2)])).rejects.toThrow(
    new UntrustedHost(
      `Cannot read the SSH host keys in ${folder}: EISDIR: illegal operation on a directory, read`,
    ),
  );
});

test("trustHosts() names every host that it rejects, also those that cannot be asked", async () => {
  const rejected = await keysOf([hostAt(server.port), hostAt(2)]).catch(String);
  expect(String(rejected).split("\n").slice(0, 2)).toEqual([
    `UntrustedHost: Cannot get the SSH host key of 127.0.0.1 port 2, which is not in ${file}: ` +
      "connect ECONNREFUSED 127.0.0.1:2. Try again when the host is reachable.",
    `The SSH host key of 127.0.0.1 port ${server.port} is not in ${file}`,
  ]);
});

test("trustHosts() adds a new key with accept-new, once, readable by its owner only", async () => {
  const hosts = [hostAt(server.port)];
  expect(await keysOf(hosts, "accept-new")).toEqual([KEY.public]);
  expect(await keysOf(hosts, "accept-new")).toEqual([KEY.public]);
  expect(readFileSync(file, "utf8")).toBe(`[127.0.0.1]:${server.port} ${KEY.public}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(said).toEqual([
    `Added the new SSH host key of 127.0.0.1 port ${server.port} to ${file}: ${fingerprint(KEY.public)}`,
  ]);
});

test("trustHosts() takes a known key with accept-new too, so that another one is rejected later", async () => {
  know(`[127.0.0.1]:${server.port} ${OTHER.public}`);
  expect(await keysOf([hostAt(server.port)], "accept-new")).toEqual([OTHER.public]);
});

test("trustHosts() rejects a revoked key with accept-new too", async () => {
  know(`@revoked * ${KEY.public}`, `[127.0.0.1]:${server.port} ${KEY.public}`);
  await expect(keysOf([hostAt(server.port)], "accept-new")).rejects.toThrow(
    new UntrustedHost(
      `The SSH host key of 127.0.0.1 port ${server.port} is revoked in ${file}: ${fingerprint(KEY.public)}. ` +
        "This may be a man-in-the-middle attack. Nothing was sent to the host.",
    ),
  );
});

test("trustHosts() checks nothing with no, except configured keys", async () => {
  expect(await keysOf([hostAt(server.port), hostAt(2, KEY.public)], "no")).toEqual([
    undefined,
    KEY.public,
  ]);
  expect(existsSync(file)).toBe(false);
});
