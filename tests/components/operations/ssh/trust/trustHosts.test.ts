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
  findHostKey,
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

/** The keys that the hosts must show, in their order. */
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

test("trustHosts() takes the configured key, whatever the file says, and asks nobody", async () => {
  know(`[127.0.0.1]:2 ${KEY.public}`);
  expect(await keysOf([hostAt(2, OTHER.public)])).toEqual([OTHER.public]);
});

test("trustHosts() takes the most wanted key of the file and asks nobody", async () => {
  know(`[127.0.0.1]:2 ${KEY.public}`, `[127.0.0.1]:2 ${OTHER.public}`);
  expect(await keysOf([hostAt(2)])).toEqual([OTHER.public]);
  expect(said).toEqual([]);
});

test("trustHosts() refuses a host that nobody knows and names the command that accepts it", async () => {
  know();
  const line = `[127.0.0.1]:${server.port} ${KEY.public}`;
  await expect(keysOf([hostAt(server.port)])).rejects.toThrow(
    new UntrustedHost(
      `Cannot trust 127.0.0.1 port ${server.port} as ${file} has no key of it: it shows ` +
        `${fingerprint(KEY.public)}. Compare that with what the host itself says (ssh-keygen -lf ` +
        "/etc/ssh/ssh_host_ed25519_key.pub), then accept it by: " +
        `echo '${line}' >>${file}`,
    ),
  );
  appendFileSync(file, `${line}\n`);
  expect(await keysOf([hostAt(server.port)])).toEqual([KEY.public]);
});

test("trustHosts() refuses a file that cannot be read", async () => {
  file = folder;
  await expect(keysOf([hostAt(2)])).rejects.toThrow(
    new UntrustedHost(
      `Cannot trust any host as ${folder} cannot be read: EISDIR: illegal operation on a directory, read`,
    ),
  );
});

test("trustHosts() names every host that it refuses, those that cannot be asked too", async () => {
  const refused = await keysOf([hostAt(server.port), hostAt(2)]).catch(String);
  expect(String(refused).split("\n")).toEqual([
    expect.stringMatching(/^UntrustedHost: Cannot trust 127\.0\.0\.1 port \d+ as .* it shows /),
    `Cannot trust 127.0.0.1 port 2 as ${file} has no key of it and it could not be asked for one: ` +
      "connect ECONNREFUSED 127.0.0.1:2. Try again when it can be reached",
  ]);
});

test("trustHosts() writes a new key down by accept-new, once, for its owner alone", async () => {
  const hosts = [hostAt(server.port)];
  expect(await keysOf(hosts, "accept-new")).toEqual([KEY.public]);
  expect(await keysOf(hosts, "accept-new")).toEqual([KEY.public]);
  expect(readFileSync(file, "utf8")).toBe(`[127.0.0.1]:${server.port} ${KEY.public}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(said).toEqual([
    `Wrote the new host key of 127.0.0.1 port ${server.port} to ${file}: ${fingerprint(KEY.public)}`,
  ]);
});

test("trustHosts() takes a known key by accept-new too, so that another one is refused later", async () => {
  know(`[127.0.0.1]:${server.port} ${OTHER.public}`);
  expect(await keysOf([hostAt(server.port)], "accept-new")).toEqual([OTHER.public]);
});

test("trustHosts() refuses a revoked key by accept-new too", async () => {
  know(`@revoked * ${KEY.public}`, `[127.0.0.1]:${server.port} ${KEY.public}`);
  await expect(keysOf([hostAt(server.port)], "accept-new")).rejects.toThrow(
    new UntrustedHost(
      `Cannot trust 127.0.0.1 port ${server.port} as ${file} has no key of it but the one that was ` +
        `revoked, which it shows: ${fingerprint(KEY.public)}`,
    ),
  );
});

test("trustHosts() checks nothing by no, but for what is configured", async () => {
  expect(await keysOf([hostAt(server.port), hostAt(2, KEY.public)], "no")).toEqual([
    undefined,
    KEY.public,
  ]);
  expect(existsSync(file)).toBe(false);
});

const [ED25519, ECDSA] = [makeHostKey("ed25519"), makeHostKey("ecdsa")];
// Nobody listens there, so whatever is found was found without asking.
const TARGET = { address: "127.0.0.1", port: 2, user: "root" };

test("findHostKey() finds the configured key", async () => {
  const found = findHostKey({ ...TARGET, hostKey: ED25519.public }, "", "known_hosts");
  expect(await found).toEqual({ key: ED25519.public, isNew: false });
});

test("findHostKey() finds the most wanted key of the file", async () => {
  const text = `[127.0.0.1]:2 ${ED25519.public}\n[127.0.0.1]:2 ${ECDSA.public}\n`;
  expect(await findHostKey(TARGET, text, "known_hosts")).toEqual({
    key: ECDSA.public,
    isNew: false,
  });
});

test("findHostKey() asks a host that the file does not have", async () => {
  const server = await startSshServer([ED25519, ECDSA]);
  try {
    const target = { ...TARGET, port: server.port };
    const text = `[127.0.0.1]:2 ${ED25519.public}\n`;
    expect(await findHostKey(target, text, "known_hosts")).toEqual({
      key: ECDSA.public,
      isNew: true,
    });
  } finally {
    await server.close();
  }
});

test("findHostKey() refuses a host that cannot be asked", async () => {
  await expect(findHostKey(TARGET, "", "known_hosts")).rejects.toThrow(
    new UntrustedHost(
      "Cannot trust 127.0.0.1 port 2 as known_hosts has no key of it and it could not be asked for " +
        "one: connect ECONNREFUSED 127.0.0.1:2. Try again when it can be reached",
    ),
  );
});
