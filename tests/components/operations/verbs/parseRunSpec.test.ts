import { describe, expect, test } from "vitest";
import { parseClaimSpec, parseRunSpec } from "../../../../components/operations/verbs/parseRunSpec";
import { RUN_SPEC } from "../../../support/clusterArgs";

/** A spec with every optional field. */
const FULL = {
  ...RUN_SPEC,
  hosts: RUN_SPEC.hosts.map((host) => ({
    ...host,
    ssh: { ...host.ssh, hostKey: "ssh-ed25519 AAAA" },
  })),
  directives: { maxmemory: "1gb", save: ["900 1", "300 10"] },
  password: "secret",
  credentials: { privateKey: "THE KEY", password: "secret", agent: true },
  record: { owner: "acme/redis-cluster/prod", claim: "c0ffee" },
  failedStarts: [{ node: "192.168.56.65:7000", reason: "Cannot start 192.168.56.65:7000: taken" }],
};

const CLAIM = {
  hosts: FULL.hosts,
  directory: "/root/conf",
  serverCommand: "redis-server",
  credentials: FULL.credentials,
  adoption: { from: "acme/redis-cluster/old", by: "acme/redis-cluster/prod" },
  onDestroy: "keep",
};

/** A spec as JSON with one value changed: `"hosts.0.ssh.port"`. */
function withValue(path: string, value: unknown, of: object = FULL): string {
  const spec = JSON.parse(JSON.stringify(of));
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce((object, key) => object[key], spec);
  parent[last] = value;
  return JSON.stringify(spec);
}

describe("parseRunSpec()", () => {
  test.each([
    ["with every optional field", FULL],
    ["without any", { ...RUN_SPEC, credentials: {} }],
  ])("reads a spec %s", (_, spec) => {
    expect(parseRunSpec(JSON.stringify(spec))).toEqual(spec);
  });

  test("ignores keys that it does not know", () => {
    expect(parseRunSpec(withValue("after", { nodes: [] }))).toMatchObject(FULL);
  });

  test.each<[string, unknown, string]>([
    ["hosts", undefined, "hosts must be a list"],
    ["hosts", {}, "hosts must be a list"],
    ["hosts.1", "10.0.0.1", "hosts[1] must be an object"],
    ["failedStarts.0.reason", 7, "failedStarts[0].reason must be a string"],
    ["hosts.0.address", 7, "hosts[0].address must be a string"],
    ["hosts.0.ports.2", "7002", "hosts[0].ports[2] must be a number"],
    ["hosts.0.domain", null, "hosts[0].domain must be a string"],
    ["hosts.0.ssh", [], "hosts[0].ssh must be an object"],
    ["hosts.0.ssh.port", "22", "hosts[0].ssh.port must be a number"],
    ["hosts.0.ssh.hostKey", 1, "hosts[0].ssh.hostKey must be a string"],
    ["replicas", "1", "replicas must be a number"],
    ["allowSharedDomain", 0, "allowSharedDomain must be a boolean"],
    ["directory", undefined, "directory must be a string"],
    ["serverCommand", undefined, "serverCommand must be a string"],
    ["directives", undefined, "directives must be an object"],
    ["directives.save", [900], "directives.save must be a string or a list of strings"],
    ["password", 1234, "password must be a string"],
    ["credentials", undefined, "credentials must be an object"],
    ["credentials.agent", "yes", "credentials.agent must be a boolean"],
    ["record", "acme/redis-cluster/prod", "record must be an object"],
    ["record.owner", undefined, "record.owner must be a string"],
    ["record.claim", undefined, "record.claim must be a string"],
  ])("rejects %s as %j", (path, value, fault) => {
    expect(() => parseRunSpec(withValue(path, value))).toThrow(
      new TypeError(`Cannot read the run spec: ${fault}`),
    );
  });

  test.each(["[]", "null", '"text"'])("rejects %s", (json) => {
    expect(() => parseRunSpec(json)).toThrow(
      new TypeError("Cannot read the run spec: it must be an object"),
    );
  });

  test.each(["", '{"password":"pa$$w0rd"'])("quotes nothing of what is not JSON: %j", (json) => {
    expect(() => parseRunSpec(json)).toThrow(
      new TypeError("Cannot read the run spec: standard input is not JSON"),
    );
  });
});

describe("parseClaimSpec()", () => {
  const { adoption: _, ...without } = CLAIM;

  test.each([
    ["with every optional field", CLAIM],
    ["without any", { ...without, credentials: {}, onDestroy: "delete" }],
  ])("reads a spec %s", (_case, spec) => {
    expect(parseClaimSpec(JSON.stringify(spec))).toEqual(spec);
  });

  test.each<[string, unknown, string]>([
    ["hosts", undefined, "hosts must be a list"],
    ["hosts.0.ssh.port", "22", "hosts[0].ssh.port must be a number"],
    ["directory", 7, "directory must be a string"],
    ["serverCommand", undefined, "serverCommand must be a string"],
    ["credentials", undefined, "credentials must be an object"],
    ["adoption", "acme/redis-cluster/old", "adoption must be an object"],
    ["adoption.from", undefined, "adoption.from must be a string"],
    ["adoption.by", true, "adoption.by must be a string"],
    ["onDestroy", undefined, "onDestroy must be keep or delete"],
    ["onDestroy", "remove", "onDestroy must be keep or delete"],
  ])("rejects %s as %j", (path, value, fault) => {
    expect(() => parseClaimSpec(withValue(path, value, CLAIM))).toThrow(
      new TypeError(`Cannot read the claim spec: ${fault}`),
    );
  });

  test.each(["", '{"password":"pa$$w0rd"'])("quotes nothing of what is not JSON: %j", (json) => {
    expect(() => parseClaimSpec(json)).toThrow(
      new TypeError("Cannot read the claim spec: standard input is not JSON"),
    );
  });
});
