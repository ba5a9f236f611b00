import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runTool } from "../../../tools/processes/runTool";

const LOADER = join(__dirname, "..", "..", "..", "tools", "loader", "register.js");
/** The compiled text lacks the first comment and the type, so that every line number differs. */
const PROGRAM = `// A comment

interface Shape {
  readonly name: string;
}

function refuse(shape: Shape): never {
  throw new TypeError(\`no \${shape.name}\`);
}

try {
  JSON.parse("{");
} catch (error) {
  console.log((error as Error).stack);
}
refuse({ name: "circle" });
`;

test("a stack names the lines of the TypeScript, in a caught error and in one that ends the program", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stack-"));
  try {
    const file = join(folder, "program.ts");
    writeFileSync(file, PROGRAM);
    const { exitCode, stdout, stderr } = await runTool(["node", "--require", LOADER, file], {
      environment: { ...process.env, REDIS_CLUSTER_LOADER: "" },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^SyntaxError: .+\n {4}at JSON\.parse \(<anonymous>\)\n/);
    expect(stdout).toContain(`(${file}:12:8)`);
    expect(stderr).toContain(`TypeError: no circle\n    at refuse (${file}:8:9)\n`);
    expect(stderr).toContain(`(${file}:16:1)`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
