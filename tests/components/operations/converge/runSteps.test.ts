import { afterEach, beforeEach, expect, test } from "vitest";
import type { Step } from "../../../../components/cluster/steps/step";
import { runSteps } from "../../../../components/operations/converge/runSteps";
import { NodeConnections } from "../../../../components/operations/redis/nodeConnections";
import { FakeRedis } from "../../../support/fakeRedis";

let servers: FakeRedis[];
let values: Record<string, string>[];
let connections: NodeConnections;
/** The CONFIG SET that a server refuses: `"1 a 2"` is that of a to 2 on the second. */
let refused: Set<string>;

beforeEach(async () => {
  refused = new Set();
  values = [{ a: "1" }, { a: "1" }];
  servers = await Promise.all(
    values.map((own, index) =>
      FakeRedis.start((command) => {
        const [, verb, name = "", value = ""] = command.split(" ");
        if (verb === "GET") return [name, own[name] ?? ""];
        if (verb !== "SET") return "OK";
        if (refused.has(`${index} ${name} ${value}`)) return new Error("ERR no");
        own[name] = value;
        return "OK";
      }),
    ),
  );
  const nodes = servers.map(({ port }) => ({ address: "127.0.0.1", port, domain: "a" }));
  connections = new NodeConnections(nodes, undefined);
});
afterEach(async () => {
  connections.close();
  await Promise.all(servers.map((server) => server.end()));
});

function setAll(): Promise<void> {
  const steps = servers.map(
    ({ port }): Step => ({
      kind: "setDirectives",
      node: `127.0.0.1:${port}`,
      values: [{ name: "a", from: "1", to: "2" }],
    }),
  );
  return runSteps(steps, { connections, locks: new Map(), ids: new Map(), confOf: () => "" });
}

test("actAll() sets a directive on all nodes", async () => {
  await setAll();
  expect(values).toEqual([{ a: "2" }, { a: "2" }]);
});

test("actAll() sets it back on all when one refuses", async () => {
  refused.add("1 a 2");
  await expect(setAll()).rejects.toThrow(
    new Error(
      `Cannot set a 2 (was 1) on 127.0.0.1:${servers[1]?.port} (no restart): ` +
        'it refuses a "2": ERR no. What had been set was set back',
    ),
  );
  expect(values).toEqual([{ a: "1" }, { a: "1" }]);
});

test("actAll() names what cannot be set back", async () => {
  refused.add("1 a 2");
  refused.add("0 a 1");
  await expect(setAll()).rejects.toThrow(
    `. Not all that had been set could be set back: Cannot set a 1 (was 2) on 127.0.0.1:${servers[0]?.port} (no restart)`,
  );
});

test("actAll() passes a failure on where there is nothing to set back", async () => {
  const step: Step = { kind: "hold", node: "A:1" };
  const context = { connections, locks: new Map(), ids: new Map(), confOf: () => "" };
  await expect(runSteps([step], context)).rejects.toThrow(/its host is not locked$/);
});
