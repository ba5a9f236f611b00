import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { scriptText } from "../../../../components/host/hostCommand";
import { inspectCommand } from "../../../../components/host/inspectScript";
import { installCommand } from "../../../../components/host/installScript";
import { lockCommand } from "../../../../components/host/lockScript";
import { NODE_SCRIPT } from "../../../../components/host/nodeScript";
import { stopCommand } from "../../../../components/host/stopScript";

/** The whole scripts; `npm test` runs shellcheck on their single files. */
const SENT: readonly (readonly [string, string])[] = [
  ["node.sh", NODE_SCRIPT],
  [
    "lock.sh",
    lockCommand({
      address: "10.0.0.5",
      directory: "/root/conf",
      serverCommand: "redis-server",
      who: "me",
    }).stdin,
  ],
  [
    "inspect.sh",
    inspectCommand({
      address: "10.0.0.5",
      directory: "/root/conf",
      serverCommand: "redis-server",
      ports: [7000],
    }).stdin,
  ],
  [
    "stop.sh",
    stopCommand({
      address: "10.0.0.5",
      directory: "/root/conf",
      serverCommand: "redis-server",
      ports: [7000],
      onDestroy: "keep",
    }).stdin,
  ],
  [
    "install.sh",
    installCommand({ address: "10.0.0.5", directory: "/root/conf", directives: {} }).stdin,
  ],
];

/** Also reports variables in capitals that are neither set nor declared by `: "${NAME:?}"`. */
function check(script: string): string {
  const options = ["--shell=sh", "--format=gcc", "--enable=check-unassigned-uppercase"];
  // Functions are called by name; what one script does not use or pass another one does; -ef is in all shells.
  const { stdout, stderr } = spawnSync(
    "shellcheck",
    [...options, "--exclude=SC2034,SC2119,SC2120,SC2317,SC2012,SC3013", "-"],
    { input: script, encoding: "utf8" },
  );
  return stdout + stderr;
}

test.each(SENT)("%s uses no variable that is not set", (_, script) => {
  expect(check(script)).toBe("");
});

test("this check finds a variable that nobody sets", () => {
  const script = scriptText(["lib/base.sh"], {});
  expect(check(`${script}\necho "$missing"`)).toContain("missing is referenced but not assigned");
  expect(check(`${script}\necho "$MISSING"`)).toContain("MISSING is referenced but not assigned");
});
