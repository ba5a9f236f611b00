import { expect, test } from "vitest";
import {
  acceptHostKeys,
  openBusPorts,
  replaceHostKey,
  saveInPairs,
} from "../../../../components/text/cures/runCures";

test("cures of runs name what they are about", () => {
  expect(openBusPorts("17000-17005")).toBe("Open TCP 17000-17005 between the hosts:");
  expect(saveInPairs('["900 1"]')).toBe('Write save: ["900 1"]');
  expect(acceptHostKeys("each", { files: "/etc/ssh/a.pub", them: "them" })).toBe(
    "Compare each (ssh-keygen -lf /etc/ssh/a.pub). To accept them:",
  );
  expect(replaceHostKey("10.0.0.1 ssh-ed25519 AAAA").split("\n")[1]).toBe(
    "    10.0.0.1 ssh-ed25519 AAAA",
  );
});
