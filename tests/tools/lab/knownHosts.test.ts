import { expect, test } from "vitest";
import { knownHosts } from "../../../tools/lab/knownHosts";

test("knownHosts() writes a line for each host, in their order", async () => {
  const exec = async (address: string) => ({
    exitCode: 0,
    stdout: `ssh-ed25519 ${address === "10.0.0.1" ? "AAAA" : "BBBB"} root@host\n`,
    stderr: "",
  });
  expect(await knownHosts({ exec }, ["10.0.0.2", "10.0.0.1"])).toBe(
    "10.0.0.2 ssh-ed25519 BBBB root@host\n10.0.0.1 ssh-ed25519 AAAA root@host\n",
  );
});

test("knownHosts() names the host that has no key", async () => {
  const exec = async () => ({ exitCode: 1, stdout: "", stderr: "cat: No such file" });
  await expect(knownHosts({ exec }, ["10.0.0.1"])).rejects.toThrow(
    new Error("Cannot read the SSH host key of 10.0.0.1: cat: No such file"),
  );
});
