import { join } from "node:path";
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
