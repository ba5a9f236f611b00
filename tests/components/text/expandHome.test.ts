import { homedir } from "node:os";
import { expect, test } from "vitest";
import { expandHome } from "../../../components/text/expandHome";

test.each([
  ["~/.ssh/known_hosts", `${homedir()}/.ssh/known_hosts`],
  [".demo/known_hosts", ".demo/known_hosts"],
  ["~other/key", "~other/key"],
  ["/srv/~/key", "/srv/~/key"],
])("expandHome() makes of %j %j", (path, written) => {
  expect(expandHome(path)).toBe(written);
});
