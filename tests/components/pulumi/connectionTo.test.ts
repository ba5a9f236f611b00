import { expect, test } from "vitest";
import { connectionTo } from "../../../components/pulumi/connectionTo";

const TARGET = { address: "192.168.56.65", port: 2222, user: "admin" };
const LIMITED = {
  host: "192.168.56.65",
  port: 2222,
  user: "admin",
  dialErrorLimit: 4,
  perDialTimeout: 5,
};

test.each([
  [{ privateKey: "KEY" }, { privateKey: "KEY" }],
  [{ password: "pass", agent: false }, { password: "pass" }],
  [
    { privateKey: "KEY", password: "pass" },
    { privateKey: "KEY", password: "pass" },
  ],
])("connectionTo() logs in by %j and dials a dead host for a limited time", (credentials, way) => {
  expect(connectionTo(TARGET, credentials)).toEqual({ ...LIMITED, ...way });
});

test("connectionTo() lets a host show its own key alone", () => {
  const hostKey = "ssh-ed25519 AAAA";
  expect(connectionTo({ ...TARGET, hostKey }, {})).toEqual({ ...LIMITED, hostKey });
});
