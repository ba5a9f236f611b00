import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDemoConfig, withKeys } from "../../../tools/demo/demoConfig";

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

/** The addresses in the text of a file. */
const hostAddresses = (text: string) => parseDemoConfig(text, "Pulumi.dev.yaml").addresses;

describe("parseDemoConfig()", () => {
  test("lists the hosts in their order", () => {
    expect(hostAddresses(CONFIG)).toEqual(["192.168.56.65", "192.168.56.66"]);
  });

  test.each([
    "",
    "[]\n",
    "config: {}\n",
    "config: []\n",
    "config:\n  redis-cluster:hosts: none\n",
    "config:\n  redis-cluster:hosts:\n    secure: v1:abc\n",
    "config:\n  redis-cluster:hosts: [{ ports: [7000] }, 7, null, { address: 7 }]\n",
    'config:\n  redis-cluster:hosts: "\\"7\\""\n',
  ])("finds no host in %j", (text) => {
    expect(hostAddresses(text)).toEqual([]);
  });

  test("lists a host once", () => {
    expect(hostAddresses(CONFIG.replace("66", "65"))).toEqual(["192.168.56.65"]);
  });

  test("reads hosts that were set without --path, as JSON", () => {
    const text = `config:\n  redis-cluster:hosts: '[{"address":"10.0.0.1","ports":[7000]}]'\n`;
    expect(hostAddresses(text)).toEqual(["10.0.0.1"]);
  });

  test("sees whether there is a password", () => {
    const text = `${CONFIG}  redis-cluster:password:\n    secure: v1:abc\n`;
    expect(parseDemoConfig(text, "f").hasPassword).toBe(true);
    expect(parseDemoConfig(CONFIG, "f").hasPassword).toBe(false);
  });

  test("reads the dev stack's own file", () => {
    const dev = readFileSync(join(__dirname, "..", "..", "..", "Pulumi.dev.yaml"), "utf8");
    expect(hostAddresses(dev)).toEqual(["192.168.56.65", "192.168.56.66"]);
  });
});

describe("withKeys()", () => {
  const PATHS = { privateKeyPath: ".demo/id_ed25519", knownHosts: ".demo/known_hosts" };

  test("changes the paths of the keys and nothing else", () => {
    expect(withKeys(CONFIG, PATHS)).toBe(
      CONFIG.replace("~/.ssh/id_ed25519", ".demo/id_ed25519\n    knownHosts: .demo/known_hosts"),
    );
  });

  test("adds them where there are none", () => {
    expect(withKeys("config: {}\n", PATHS)).toContain("privateKeyPath: .demo/id_ed25519");
  });
});

test.each([
  ["config:\n  redis-cluster:hosts: [\n", 3],
  ["config:\n  a: 1\n  b: 2\n  a: 3\n", 4],
])("a file that is not YAML is rejected with the line: %j", (text, line) => {
  expect(() => parseDemoConfig(text, ".demo/Pulumi.dev.yaml")).toThrow(SyntaxError);
  expect(() => parseDemoConfig(text, ".demo/Pulumi.dev.yaml")).toThrow(
    new RegExp(`^Cannot read \\.demo/Pulumi\\.dev\\.yaml, line ${line}: [^\n]+$`),
  );
});
