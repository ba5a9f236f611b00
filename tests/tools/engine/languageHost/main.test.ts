import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  GetRequiredPackagesRequest,
  type GetRequiredPackagesResponse,
  ProgramInfo,
  RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { expect, onTestFinished, test } from "vitest";
import { answer } from "../support/answer";
import { scratch } from "../support/scratch";
import { startPlugin } from "../support/startPlugin";

/** A language host and a program folder, whose SDK is a script. */
async function setUp(sdk: string) {
  const folder = scratch();
  const run = join(folder, "node_modules/@pulumi/pulumi/cmd/run");
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, "index.js"), sdk);
  const plugin = await startPlugin("languageHost/main.ts", folder);
  const client = new LanguageRuntimeClient(plugin.address, credentials.createInsecure());
  onTestFinished(() => client.close());
  const info = new ProgramInfo().setProgramDirectory(folder).setRootDirectory(folder);
  info.setEntryPoint("index.ts");
  const request = new RunRequest().setPwd(folder).setInfo(info).setMonitorAddress("127.0.0.1:9");
  request.setProject("tiny").setStack("dev").setDryrun(true);
  request.getConfigMap().set("tiny:config:a", "b");
  const ran = () => answer<RunResponse>((done) => client.run(request, done));
  return { folder, client, ran };
}

test("it says its version and the package that the stack needs", async () => {
  const { client } = await setUp("");
  const info = await answer<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
  expect(info.getVersion()).toBe("3.224.0");
  const packages = await answer<GetRequiredPackagesResponse>((done) =>
    client.getRequiredPackages(new GetRequiredPackagesRequest(), done),
  );
  expect(packages.toObject().packagesList).toMatchObject([
    { name: "command", kind: "resource", version: "1.2.1" },
  ]);
});

test("it runs the program by the SDK, in the program's folder, with the config", async () => {
  const { folder, ran } = await setUp(
    "require('fs').writeFileSync('ran', JSON.stringify([process.cwd(), process.argv.slice(2), process.env.PULUMI_CONFIG]))",
  );
  expect((await ran()).toObject()).toEqual({ error: "", bail: false });
  const [place, args, config] = JSON.parse(readFileSync(join(folder, "ran"), "utf8"));
  expect(place).toBe(folder);
  expect(args.slice(0, 2)).toEqual(["--monitor", "127.0.0.1:9"]);
  expect(args.slice(-2)).toEqual(["--dry-run", "index.ts"]);
  expect(config).toBe('{"tiny:config:a":"b"}');
});

test("a failed program, one that told the user itself, and one that was killed", async () => {
  const { folder, ran } = await setUp(
    "const how = require('fs').readFileSync('how', 'utf8'); if (how === 'kill') process.kill(process.pid, 'SIGKILL'); process.exit(Number(how))",
  );
  const ends = [];
  for (const how of ["1", "32", "kill"]) {
    writeFileSync(join(folder, "how"), how);
    ends.push((await ran()).toObject());
  }
  expect(ends).toEqual([
    { error: "Program exited with non-zero exit code: 1", bail: false },
    { error: "", bail: true },
    { error: "Program exited due to a signal: SIGKILL", bail: false },
  ]);
});
