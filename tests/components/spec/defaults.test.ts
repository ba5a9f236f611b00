import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { DEFAULTS } from "../../../components/spec/defaults";

const PROJECT = join(__dirname, "..", "..", "..");

test("Pulumi.yaml has the same defaults", () => {
  const { config } = parse(readFileSync(join(PROJECT, "Pulumi.yaml"), "utf8"));
  const keys = [
    "replicas",
    "allowSharedDomain",
    "allowNoPassword",
    "directory",
    "serverCommand",
    "onDestroy",
  ] as const;
  for (const key of keys) expect(config[key].default).toBe(DEFAULTS[key]);
});
