import { expect, test } from "vitest";
import { parseStat } from "../../../../tools/lab/processes/processStat";

const FIELDS = "S 7 40 40 0 -1 4194560 100 0 0 0 0 0 0 0 20 0 1 0 98765 15824896 2304";

test.each(["sshd", "a) b (c", "(sd-pam)"])("parseStat() reads a process named %j", (name) => {
  expect(parseStat(`42 (${name}) ${FIELDS}\n`)).toEqual({
    pid: 42,
    name,
    state: "S",
    parent: 7,
    group: 40,
    startTime: 98765,
  });
});
