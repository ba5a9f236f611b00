import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hostAddresses, withKeys, withSalt } from "../../../tools/demo/demoConfig";

const CONFIG = [
  "# A comment that stays",
  "config:",
  "  redis-cluster:hosts:",
  "    - address: 192.168.56.65",
  "      ports: [7000, 7001]",
  "    - address: 192.168.56.66",
  "      ports: [7003]",
  "  redis-cluster:ssh:",
  "    user: root",
  "    privateKeyPath: ~/.ssh/id_ed25519",
  "",
].join("\n");

describe("hostAddresses()", () => {
  test("lists the hosts in their order", () => {
    expect(hostAddresses(CONFIG)).toEqual(["192.168.56.65", "192.168.56.66"]);
  });

  test.each(["", "config: {}\n", "config:\n  redis-cluster:hosts: none\n"])(
    "has none for %j",
    (text) => {
      expect(hostAddresses(text)).toEqual([]);
    },
  );

  test("reads the dev stack's own file", () => {
    const dev = readFileSync(join(__dirname, "..", "..", "..", "Pulumi.dev.yaml"), "utf8");
    expect(hostAddresses(dev)).toEqual(["192.168.56.65", "192.168.56.66"]);
  });
});

describe("withKeys()", () => {
  const PATHS = { privateKeyPath: ".demo/id_ed25519", knownHosts: ".demo/known_hosts" };

  test("changes the paths of the keys and nothing else", () => {
    expect(withKeys(CONFIG, PATHS)).toBe(
      CONFIG.replace(
        "~/.ssh/id_ed25519",
        ".demo/id_ed25519\n    knownHosts: .demo/known_hosts",
      ).replace(/\[(.*)\]/g, (_, ports: string) => `[ ${ports} ]`),
    );
  });

  test("adds them where there are none", () => {
    expect(withKeys("config: {}\n", PATHS)).toContain("privateKeyPath: .demo/id_ed25519");
  });
});

describe("withSalt()", () => {
  test("brings the salt of the initialised stack along", () => {
    const salted = `encryptionsalt: v1:abc=:v1:def\n${CONFIG}`;
    const text = withSalt("config:\n  a: 1\n", salted);
    expect(text).toBe("config:\n  a: 1\nencryptionsalt: v1:abc=:v1:def\n");
  });

  test("changes nothing where there is none", () => {
    expect(withSalt("config:\n  a: 1\n", "config:\n  a: 2\n")).toBe("config:\n  a: 1\n");
    expect(withSalt("config:\n  a: 1\n", "")).toBe("config:\n  a: 1\n");
  });
});

test("a broken file is named with the line at fault", () => {
  expect(() => hostAddresses("config:\n  redis-cluster:hosts: [\n")).toThrow(
    /^Cannot read Pulumi\.dev\.yaml: .* at line \d+, column \d+/,
  );
});
