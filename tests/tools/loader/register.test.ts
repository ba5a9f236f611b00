import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { runTool } from "../../../tools/processes/runTool";

const LOADER = join(__dirname, "..", "..", "..", "tools", "loader", "register.js");

test("another value of REDIS_CLUSTER_LOADER is rejected", async () => {
  const { exitCode, stderr } = await runTool(["node", "--require", LOADER, "--eval", ""], {
    environment: { ...process.env, REDIS_CLUSTER_LOADER: "off" },
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('RangeError: REDIS_CLUSTER_LOADER is "off": it must be plain or unset');
});

// Biome's import rules do not read require().
test("the loader imports itself, the compiler and Node alone", () => {
  const folder = dirname(LOADER);
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const requests = texts.flatMap((text) => [...text.matchAll(/\brequire\("([^"]+)"\)/g)]);
  const others = requests
    .map(([, request = ""]) => request)
    .filter((request) => !/^(node:|\.\/\w+$|@swc\/core(\/package\.json)?$)/.test(request));
  expect(requests.length).toBeGreaterThan(5);
  expect(others).toEqual([]);
});
