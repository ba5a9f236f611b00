import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { attachTool } from "../../../tools/processes/attachTool";

const options = { environment: process.env, directory: "/" };

test.each([
  ["exit 0", 0],
  ["exit 255", 255],
  ["kill -TERM $$", 143],
  ["kill -KILL $$", 137],
])("the exit code of %j is %i", async (line, code) => {
  expect(await attachTool(["sh", "-c", line], options)).toBe(code);
});

test("a program that is missing is an error", async () => {
  await expect(attachTool(["/no/such/program"], options)).rejects.toThrow("ENOENT");
});

const PROGRAM = `const { attachTool } = require("./tools/processes/attachTool");
const line = 'trap "echo stopping; exit 7" TERM INT; echo "$PWD $WORD"; read word; echo "read $word"; ' +
  'while :; do sleep 0.05; done';
attachTool(["sh", "-c", line], { environment: { ...process.env, WORD: "given" }, directory: "/" })
  .then((code) => { process.exitCode = code; });`;

test.each(["SIGTERM", "SIGHUP"] as const)(
  "standard input is the program's, and %s reaches it",
  async (signal) => {
    const loader = ["--require", "./tools/loader/register.js"];
    const child = spawn(process.execPath, [...loader, "-e", PROGRAM], {
      cwd: resolve(__dirname, "../../.."),
      stdio: ["pipe", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      printed += part;
      if (part.includes("given")) child.stdin.write("typed\n");
      if (part.includes("read typed")) child.kill(signal);
    });
    const code = await new Promise((done) => child.on("close", done));
    expect(printed).toBe(
      signal === "SIGTERM" ? "/ given\nread typed\nstopping\n" : "/ given\nread typed\n",
    );
    expect(code).toBe(signal === "SIGTERM" ? 7 : 129);
  },
);
