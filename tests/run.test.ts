import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test.each([
  [
    "download",
    "Cannot test with PULUMI_ENGINE=download: tests never use the download site. Set it to modules or path, or leave it out\n",
  ],
  ["brew", "Cannot test with PULUMI_ENGINE=brew: it must be modules or path\n"],
])("run.sh rejects PULUMI_ENGINE=%s before it does anything", (engine, text) => {
  const { status, stdout, stderr } = spawnSync("sh", [join(__dirname, "run.sh")], {
    cwd: join(__dirname, ".."),
    env: { ...process.env, PULUMI_ENGINE: engine },
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: text });
});
