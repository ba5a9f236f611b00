import { expect, test } from "vitest";
import { connection } from "../../../../tools/engine/provider/connection";
import { sshConfig } from "../../../../tools/engine/provider/sshConfig";

const anyKey = { parseKey: () => ({}) };
const host = { host: "192.0.2.1", agentSocketPath: "/agent" };
const ed25519 = Buffer.from("the host's key");

test("a key is tried before a password, and no agent is asked", () => {
  const given = { ...host, privateKey: "KEY", privateKeyPassword: "P", password: "W", port: 2222 };
  expect(sshConfig(connection(given), anyKey)).toEqual({
    host: "192.0.2.1",
    port: 2222,
    username: "root",
    readyTimeout: 15_000,
    authHandler: ["publickey", "password", "keyboard-interactive"],
    tryKeyboard: true,
    privateKey: "KEY",
    passphrase: "P",
    password: "W",
  });
});

test("without a key the agent is asked", () => {
  expect(sshConfig(connection({ ...host, user: "admin", perDialTimeout: 0 }), anyKey)).toEqual({
    host: "192.0.2.1",
    port: 22,
    username: "admin",
    readyTimeout: 0,
    authHandler: ["agent"],
    tryKeyboard: false,
    agent: "/agent",
  });
});

test("a host key admits that key alone, and asks the host for its type", () => {
  const hostKey = `ssh-ed25519 ${ed25519.toString("base64")} root@host`;
  const config = sshConfig(connection({ ...host, hostKey }), anyKey);
  expect(config.algorithms).toEqual({ serverHostKey: ["ssh-ed25519"] });
  // ssh2's type for it is that of a text or a buffer at once.
  const verify = config.hostVerifier ?? (() => undefined);
  const shown = [ed25519, Buffer.from("another")].map((key) =>
    Reflect.apply(verify, undefined, [key]),
  );
  expect(shown).toEqual([true, false]);
});

test.each(["ssh-ed25519", "", "ssh-dss AAAA"])("the host key %j is refused", (hostKey) => {
  expect(() => sshConfig(connection({ ...host, hostKey }), anyKey)).toThrow(
    /^Cannot (read|use) connection.hostKey as/,
  );
});

test("a key that cannot be read is refused without being shown", () => {
  const parser = { parseKey: () => new Error("bad passphrase?") };
  const given = { ...host, privateKey: "hidden" };
  expect(() => sshConfig(connection(given), parser)).toThrow(
    /^Cannot read connection.privateKey as it must be an OpenSSH or PEM key: bad passphrase\?$/,
  );
});
