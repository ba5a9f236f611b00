import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findMissingTools } from "../../../../tools/lab/machine/machineFacts";

test("findMissingTools() looks in every folder of PATH", () => {
  const folder = mkdtempSync(join(tmpdir(), "tools-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "ip"), "");
  chmodSync(join(folder, "ip"), 0o755);
  expect(findMissingTools(["ip", "unshare"], `/nowhere::${folder}`)).toEqual(["unshare"]);
});
