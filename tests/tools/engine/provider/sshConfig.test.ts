import { expect, test } from "vitest";
import { connectionOf } from "../../../../tools/engine/provider/connection";
import { sshConfig } from "../../../../tools/engine/provider/sshConfig";

const anyKey = { parseKey: () => ({}) };
const host = { host: "192.0.2.1" };
const withAgent = { SSH_AUTH_SOCK: "/agent" };
const ed25519 = Buffer.from("the host's key");

test("a key is tried before a password, and the agent is not used", () => {
  const given = { ...host, privateKey: "KEY", password: "W", port: 2222 };
  expect(sshConfig(connectionOf(given, withAgent), anyKey)).toEqual({
    host: "192.0.2.1",
    port: 2222,
    username: "root",
    readyTimeout: 15_000,
    authHandler: ["publickey", "password", "keyboard-interactive"],
    tryKeyboard: true,
    privateKey: "KEY",
    password: "W",
  });
});

test("without a key the agent of SSH_AUTH_SOCK is used", () => {
  const given = { ...host, user: "admin", perDialTimeout: 5 };
  expect(sshConfig(connectionOf(given, withAgent), anyKey)).toEqual({
    host: "192.0.2.1",
    port: 22,
    username: "admin",
    readyTimeout: 5000,
    authHandler: ["agent"],
    tryKeyboard: false,
    agent: "/agent",
  });
});

test("only the given host key is accepted, and only its type is offered", () => {
  const hostKey = `ssh-ed25519 ${ed25519.toString("base64")} root@host`;
  const config = sshConfig(connectionOf({ ...host, hostKey }), anyKey);
  expect(config.algorithms).toEqual({ serverHostKey: ["ssh-ed25519"] });
  // ssh2 types it for a text and a buffer at once.
  const verify = config.hostVerifier ?? (() => undefined);
  const shown = [ed25519, Buffer.from("another")].map((key) =>
    Reflect.apply(verify, undefined, [key]),
  );
  expect(shown).toEqual([true, false]);
});

test.each(["ssh-ed25519", "", "ssh-dss AAAA"])("the host key %j is rejected", (hostKey) => {
  expect(() => sshConfig(connectionOf({ ...host, hostKey }), anyKey)).toThrow(
    /^Cannot (read|use) connection.hostKey: /,
  );
});

test("a key that cannot be read is rejected and not shown", () => {
  const parser = { parseKey: () => new Error("bad passphrase?") };
  const given = { ...host, privateKey: "hidden" };
  expect(() => sshConfig(connectionOf(given), parser)).toThrow(
    /^Cannot read connection.privateKey: bad passphrase\?. It must be an OpenSSH or PEM key without a passphrase$/,
  );
});
