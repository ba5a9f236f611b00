import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findMissingTools } from "../../../../tools/lab/machine/machineFacts";

test("findMissingTools() searches every directory of PATH", () => {
  const directory = mkdtempSync(join(tmpdir(), "tools-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, "ip"), "");
  chmodSync(join(directory, "ip"), 0o755);
  expect(findMissingTools(["ip", "unshare"], `/nowhere::${directory}`)).toEqual(["unshare"]);
});
