import { execFile, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { until } from "../../support/until";

/** A `node` that writes down its arguments; the demo goes on until there is a file "end". */
const NODE = `#!/bin/sh
echo "$*" >>"$FOLDER/log"
case $* in *tools/demo/main.ts*) until [ -e "$FOLDER/end" ]; do sleep 0.05; done ;; esac
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "a project "));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "tools/setup"), { recursive: true });
  mkdirSync(join(folder, "bin"));
  copyFileSync(join(__dirname, "../../../tools/setup/run.sh"), join(folder, "tools/setup/run.sh"));
  writeFileSync(join(folder, "tools/setup/install.sh"), 'echo "install $1" >>"$FOLDER/log"\n');
  writeFileSync(join(folder, "bin/node"), NODE);
  chmodSync(join(folder, "bin/node"), 0o755);
  for (const file of ["Pulumi.yaml", "package-lock.json"]) writeFileSync(join(folder, file), "");
});

function options() {
  return {
    env: { ...process.env, FOLDER: folder, PATH: `${folder}/bin:${process.env["PATH"]}` },
  };
}

/** Runs run.sh and returns what it printed. */
async function run(...args: string[]): Promise<string> {
  const command = [join(folder, "tools/setup/run.sh"), ...args];
  return (await promisify(execFile)("sh", command, options())).stdout;
}

const log = () => readFileSync(join(folder, "log"), "utf8").trim().split("\n");
const end = () => writeFileSync(join(folder, "end"), "");
const demos = () => log().filter((line) => line.includes("demo/main.ts"));
const demoRuns = (count: number) =>
  until(`${count} demos`, async () =>
    existsSync(join(folder, "log")) && demos().length === count ? true : undefined,
  );

const DEMO_RUN = [
  "tools/setup/preflight.js demo:pulumi config set a b --path",
  "install demo",
  "--require ./tools/loader/register.js tools/demo/main.ts pulumi config set a b --path",
];
const OWN_RUN = [
  "tools/setup/preflight.js own:pulumi",
  "install own",
  "--require ./tools/loader/register.js tools/engine/main.ts config set a b --path",
];
const CHOICE =
  "Using the demo's stack, because .demo exists. For your own stacks: npm run own:pulumi -- COMMAND\n";

test.each([
  { verb: "pulumi", demo: true, runs: DEMO_RUN, says: CHOICE },
  { verb: "pulumi", demo: false, runs: OWN_RUN, says: "" },
  { verb: "demo:pulumi", demo: true, runs: DEMO_RUN, says: "" },
  { verb: "demo:pulumi", demo: false, runs: DEMO_RUN, says: "" },
  { verb: "own:pulumi", demo: true, runs: OWN_RUN, says: "" },
  { verb: "own:pulumi", demo: false, runs: OWN_RUN, says: "" },
])(
  "run.sh $verb checks, installs and runs with its arguments, a demo: $demo",
  async ({ verb, demo, runs, says }) => {
    end();
    if (demo) mkdirSync(join(folder, ".demo"));
    const command = [join(folder, "tools/setup/run.sh"), verb, "config", "set", "a b", "--path"];
    const { stdout, stderr } = await promisify(execFile)("sh", command, options());
    expect(log()).toEqual(runs);
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: says });
  },
);

test("run.sh own:pulumi leaves standard input and output to the CLI, also without flock", async () => {
  end();
  writeFileSync(join(folder, "tools/setup/install.sh"), "cat; echo installing\n");
  writeFileSync(join(folder, "bin/node"), "#!/bin/sh\ncase $* in *engine/main.ts*) cat ;; esac\n");
  for (const tool of ["sh", "dirname", "cat"]) {
    symlinkSync(`/bin/${tool}`, join(folder, "bin", tool));
  }
  for (const path of [`${folder}/bin:${process.env["PATH"]}`, `${folder}/bin`]) {
    const env = { ...options().env, PATH: path };
    const started = promisify(execFile)(
      "/bin/sh",
      [join(folder, "tools/setup/run.sh"), "own:pulumi"],
      { env },
    );
    started.child.stdin?.end("typed\n");
    expect(await started).toEqual({ stdout: "typed\n", stderr: "installing\n" });
  }
});

test("run.sh demo down needs nothing where there is no demo", async () => {
  expect(await run("demo", "down")).toBe("There is no demo to remove.\n");
  expect(existsSync(join(folder, "log"))).toBe(false);
});

test("a second npm run demo waits until the first has ended, and says so", async () => {
  const first = run("demo", "up");
  await demoRuns(1);
  const second = run("demo", "up");
  await until("the second to install", async () =>
    log().filter((line) => line === "install demo").length === 2 ? true : undefined,
  );
  // The CLI of the same demo does not wait.
  const pulumi = run("demo:pulumi", "preview");
  await until("pulumi to run", async () =>
    log().some((line) => line.endsWith("pulumi preview")) ? true : undefined,
  );
  expect(demos().filter((line) => line.endsWith("up"))).toHaveLength(1);
  end();
  expect(await first).toBe("");
  expect(await second).toBe("Another npm run demo or demo:down is running. Waiting for it.\n");
  await pulumi;
  expect(demos().filter((line) => line.endsWith("up"))).toHaveLength(2);
});

test("a demo that was killed holds up nobody", async () => {
  const killed = spawn("sh", [join(folder, "tools/setup/run.sh"), "demo", "up"], options());
  await demoRuns(1);
  killed.kill("SIGKILL");
  end();
  expect(await run("demo", "up")).not.toContain("Error");
  expect(demos()).toHaveLength(2);
});
