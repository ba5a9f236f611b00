import { execFileSync } from "node:child_process";
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
import { beforeEach, expect, onTestFinished, test } from "vitest";

/** An `npm` that writes down its arguments. */
const NPM = `#!/bin/sh
mkdir -p node_modules
echo "$*" >>log
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "a project "));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "bin"));
  copyFileSync(join(__dirname, "../../../tools/setup/install.sh"), join(folder, "install.sh"));
  writeFileSync(join(folder, "bin/npm"), NPM);
  chmodSync(join(folder, "bin/npm"), 0o755);
  writeFileSync(join(folder, "package-lock.json"), "{}");
});

test.each([["/bin/dash"], ["/bin/bash", "--posix"], ["/bin/busybox", "sh"]])(
  "own installs the Node modules once, with what macOS has too, under %s",
  (shell, ...args) => {
    for (const tool of ["cmp", "cp", "mkdir"]) {
      symlinkSync(`/usr/bin/${tool}`, join(folder, "bin", tool));
    }
    const install = () => {
      const options = {
        cwd: folder,
        env: { PATH: join(folder, "bin") },
        encoding: "utf8",
      } as const;
      return execFileSync(shell, [...args, "install.sh", "own"], options);
    };
    const runs = () => readFileSync(join(folder, "log"), "utf8").split("\n").length - 1;
    expect(install()).toMatch(/^Installing the Node modules /);
    expect(install()).toBe("");
    expect(runs()).toBe(1);
    writeFileSync(join(folder, "package-lock.json"), "{ }");
    install();
    expect(runs()).toBe(2);
  },
);

test("a failed installation is not taken for a complete one", () => {
  writeFileSync(join(folder, "bin/npm"), "#!/bin/sh\nmkdir -p node_modules\nexit 7\n");
  const run = () =>
    execFileSync("/bin/sh", ["install.sh", "own"], {
      cwd: folder,
      env: { PATH: `${folder}/bin:/usr/bin:/bin` },
      stdio: "ignore",
    });
  expect(run).toThrow(expect.objectContaining({ status: 7 }));
  expect(existsSync(join(folder, "node_modules/.installed-lock.json"))).toBe(false);
});
