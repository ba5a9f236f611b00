import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Makes a folder, with a blank in its path, that goes with the test that asked for it. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "redis cluster "));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
