import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { afterAll, beforeAll, expect, test } from "vitest";

const PROJECT = join(__dirname, "..", "..");

let plugin: string;
/** A plugin that exports the component, as a package for other languages does. */
beforeAll(() => {
  plugin = mkdtempSync(join(tmpdir(), "plugin-"));
  symlinkSync(join(PROJECT, "node_modules"), join(plugin, "node_modules"));
  symlinkSync(join(PROJECT, "components"), join(plugin, "components"));
  writeFileSync(
    join(plugin, "index.ts"),
    'export { RedisCluster } from "./components/redisCluster";\n',
  );
});
afterAll(() => rmSync(plugin, { recursive: true }));

test("Pulumi's component analyzer accepts RedisCluster, its arguments and its outputs", () => {
  const pkg = { name: "redis-cluster", version: "0.1.0" };
  const analyzer = new Analyzer(plugin, "redis-cluster", pkg, new Set(["RedisCluster"]));
  const { components, typeDefinitions } = analyzer.analyze();
  const { inputs, outputs } = components["RedisCluster"] ?? { inputs: {}, outputs: {} };
  expect(Object.keys(inputs)).toEqual([
    "hosts",
    "replicas",
    "allowSharedDomain",
    "directory",
    "directives",
    "ssh",
    "sshPrivateKey",
    "sshPassword",
    "password",
    "allowNoPassword",
    "serverCommand",
    "adopt",
    "migration",
    "onDestroy",
  ]);
  expect(Object.keys(outputs)).toEqual([
    "nodes",
    "startupNodes",
    "server",
    "version",
    "singlePointsOfFailure",
    "verification",
  ]);
  expect(Object.keys(typeDefinitions).sort()).toEqual([
    "RedisClusterHost",
    "RedisClusterHostSsh",
    "RedisClusterMigration",
    "RedisClusterNodeState",
    "RedisClusterSinglePointOfFailure",
    "RedisClusterSsh",
  ]);
  const undocumented = Object.entries(inputs).filter(([, input]) => !input.description);
  expect(undocumented).toEqual([]);
}, 60_000);
