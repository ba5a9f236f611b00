import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type NodeView,
  parseClusterNodes,
} from "../../../../components/cluster/state/clusterNodes";

/** Replies of servers, `=>`, then the parsed lines or the error. */
const CASES = join(__dirname, "cases");

describe("parseClusterNodes()", () => {
  test.each(readdirSync(CASES))("parses or rejects %s", (file) => {
    const [reply = "", expected = ""] = readFileSync(join(CASES, file), "utf8").split("=>\n");
    const [, error] = /^SyntaxError: (.*)\n$/.exec(expected) ?? [];
    if (error !== undefined) {
      expect(() => parseClusterNodes(reply)).toThrow(new SyntaxError(error));
      return;
    }
    const lines = expected.split("\n").filter((line) => line !== "");
    const views: NodeView[] = lines.map((line) => JSON.parse(line));
    expect(parseClusterNodes(reply)).toEqual(views);
  });
});

test("there are cases of every supported server", () => {
  const servers = readdirSync(CASES).map((file) => file.replace(/-[^-]*$/, ""));
  for (const server of ["redis-5.0.6", "redis-6.2.14", "redis-7.0.15", "redis-8.2.3"]) {
    expect(servers).toContain(server);
  }
  for (const server of ["valkey-8.0.1", "valkey-9.1.2"]) expect(servers).toContain(server);
});
