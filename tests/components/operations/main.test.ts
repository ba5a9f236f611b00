import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const PROJECT = join(__dirname, "..", "..", "..");

/** Runs the program as the resources do. */
function runMain(
  verb: string,
  input: string,
  environment: Record<string, string> = {},
): { code: number | null; out: string; err: string } {
  const main = join("components", "operations", "main.ts");
  const { status, stdout, stderr } = spawnSync(
    "node",
    ["--require", join(PROJECT, "tools", "loader", "register.js"), main, verb],
    {
      cwd: PROJECT,
      input,
      env: { ...process.env, ...environment },
      encoding: "utf8",
      // No check of time: it hangs if it has not ended by then.
      timeout: 60_000,
    },
  );
  return { code: status, out: stdout, err: stderr };
}

const SPEC = {
  hosts: [
    {
      address: "127.0.0.1",
      ports: [3, 4, 5],
      domain: "a",
      // Nothing listens here.
      ssh: { address: "127.0.0.1", port: 2, user: "root" },
    },
  ],
  replicas: 0,
  allowSharedDomain: false,
  directory: "/root/conf",
  serverCommand: "redis-server",
  directives: {},
  password: "pa$$w0rd",
  credentials: { password: "ssh pa$$w0rd" },
};

const CLAIM_SPEC = {
  hosts: SPEC.hosts,
  directory: "/root/conf",
  serverCommand: "redis-server",
  credentials: SPEC.credentials,
  onDestroy: "keep",
};

describe("main.ts", () => {
  test("refuses a verb that it does not have", () => {
    expect(runMain("destroy", "{}")).toEqual({
      code: 1,
      out: "",
      err: 'Cannot run "destroy": the verbs are converge, verify, claim, stop\n',
    });
  });

  test("names the part of its input that it cannot read, without the passwords in it", () => {
    const { code, out, err } = runMain("verify", JSON.stringify({ ...SPEC, replicas: "none" }));
    expect({ code, out, err }).toEqual({
      code: 1,
      out: "",
      err: "Cannot read the run spec: replicas must be a number\n",
    });
  });

  test("says in one sentence which host converge cannot reach", () => {
    const { code, out, err } = runMain("converge", JSON.stringify(SPEC));
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^Cannot reach root@127\.0\.0\.1 port 2 by SSH: .*ECONNREFUSED.*\n$/);
    expect(err).not.toContain("pa$$w0rd");
  });

  test.each(["claim", "claim acme/redis-cluster/prod", "stop"])(
    "says in one sentence which host %s cannot reach",
    (verb) => {
      const { code, out, err } = runMain(verb, JSON.stringify(CLAIM_SPEC), {
        PULUMI_COMMAND_STDOUT: '{"claim":"c0ffee"}',
      });
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/Cannot reach root@127\.0\.0\.1 port 2 by SSH: .*ECONNREFUSED.*\n$/);
      expect(err).not.toContain("pa$$w0rd");
    },
  );

  test.each<Record<string, string>>([{}, { PULUMI_COMMAND_STDOUT: '{"unreached":[]}' }])(
    "stops nothing without the claim of the state: %j",
    (environment) => {
      expect(runMain("stop", JSON.stringify(CLAIM_SPEC), environment)).toEqual({
        code: 1,
        out: "",
        err: "Cannot stop the cluster: the state has no claim\n",
      });
    },
  );
});
