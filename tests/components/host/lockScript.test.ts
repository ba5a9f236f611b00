import { expect, test } from "vitest";
import { scriptText } from "../../../components/host/hostCommand";
import { type LockAnswer, lockCommand, parseLockAnswer } from "../../../components/host/lockScript";

const OPTIONS = {
  address: "192.168.56.65",
  directory: "/root/conf",
  serverCommand: "redis-server",
  who: "root@operator, process 4711, since 2026-01-31T10:02:33Z",
};

test("lockCommand() names the holder in its command and reads on after its script", () => {
  const { command, stdin } = lockCommand(OPTIONS);
  expect(command).toBe(
    "env DIRECTORY=/root/conf ADDRESS=192.168.56.65 SERVER=redis-server " +
      "WHO='root@operator, process 4711, since 2026-01-31T10:02:33Z' MAKE=no SILENCE=5 sh -eu -s lock",
  );
  expect(stdin).toBe(
    scriptText(
      [
        "lib/base.sh",
        "lib/instance.sh",
        "lib/server.sh",
        "lib/conf.sh",
        "lib/ports.sh",
        "lib/preflight.sh",
        "lib/stop.sh",
        "lib/removal.sh",
        "lib/discard.sh",
        "lock.sh",
      ],
      {},
    ),
  );
  expect(stdin.endsWith('\nmain "$@"\n')).toBe(true);
});

test.each([true, false])(
  "lockCommand() makes the directory if it is told so: %s",
  (makeDirectory) => {
    const { command } = lockCommand({ ...OPTIONS, makeDirectory });
    expect(command).toContain(` MAKE=${makeDirectory ? "yes" : "no"} `);
  },
);

test.each<[string, LockAnswer]>([
  ["locked", { kind: "locked" }],
  ["absent", { kind: "absent" }],
  ["done", { kind: "done" }],
  ["held root@operator, process 1", { kind: "held", by: "root@operator, process 1" }],
  ["held ", { kind: "held", by: "" }],
  ["held", { kind: "held", by: "" }],
  ["failed no space left  ", { kind: "failed", reason: "no space left" }],
  ["failed", { kind: "failed", reason: "no reason was given" }],
  ["", { kind: "failed", reason: 'unexpected answer ""' }],
  ["Welcome to host", { kind: "failed", reason: 'unexpected answer "Welcome to host"' }],
  ["locke", { kind: "failed", reason: 'unexpected answer "locke"' }],
  ["done twice", { kind: "failed", reason: 'unexpected answer "done twice"' }],
])("parseLockAnswer() reads %j", (line, answer) => {
  expect(parseLockAnswer(line)).toEqual(answer);
});
