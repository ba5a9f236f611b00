import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  type CheckResponse,
  ConfigureRequest,
  type ConfigureResponse,
  CreateRequest,
  type CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  PropertyDiff,
  ReadRequest,
  type ReadResponse,
  UpdateRequest,
  type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { expect, onTestFinished, test } from "vitest";
import {
  fromStruct,
  type Properties,
  toSecret,
  toStruct,
  UNKNOWN,
} from "../../../../tools/engine/provider/value";
import { until } from "../../../support/until";
import { answer } from "../support/answer";
import { scratch } from "../support/scratch";
import { startPlugin } from "../support/startPlugin";

const URN = "urn:pulumi:dev::tiny::my:index:Parent$command:local:Command::node::7000";

/** The provider as a process, called over gRPC as the engine does. */
async function setUp() {
  const folder = scratch();
  const { address, child } = await startPlugin("provider/main.ts", folder);
  const client = new ResourceProviderClient(address, credentials.createInsecure());
  onTestFinished(() => client.close());
  const create = (inputs: Properties, isPreview = false) => {
    const request = new CreateRequest().setUrn(URN).setPreview(isPreview);
    request.setProperties(toStruct(inputs));
    return answer<CreateResponse>((done) => client.create(request, done));
  };
  const update = async (olds: Properties, news: Properties, isPreview = false) => {
    const request = new UpdateRequest().setUrn(URN).setPreview(isPreview);
    request.setOlds(toStruct(olds)).setNews(toStruct(news));
    const response = await answer<UpdateResponse>((done) => client.update(request, done));
    return fromStruct(response.getProperties());
  };
  const remove = (state: Properties) => {
    const request = new DeleteRequest().setUrn(URN).setProperties(toStruct(state));
    return answer<Empty>((done) => client.delete(request, done));
  };
  return { folder, child, client, create, update, remove };
}

test("it accepts secrets and previews", async () => {
  const { client } = await setUp();
  const response = await answer<ConfigureResponse>((done) =>
    client.configure(new ConfigureRequest(), done),
  );
  expect(response.toObject()).toMatchObject({ acceptsecrets: true, supportspreview: true });
});

test("create runs in the CLI's folder, and its state keeps what was secret", async () => {
  const { folder, create } = await setUp();
  const inputs = { create: "pwd; cat", stdin: toSecret("hidden"), addPreviousOutputInEnv: true };

  const response = await create(inputs);

  expect(response.getId()).toMatch(/^node::7000[0-9a-f]{8}$/);
  expect(fromStruct(response.getProperties())).toEqual({
    ...inputs,
    stdout: `${folder}\nhidden`,
    stderr: "",
  });
});

test("a preview runs nothing and knows no output", async () => {
  const { folder, create, update } = await setUp();
  const inputs = { create: "touch ran" };
  const state = { ...inputs, stdout: "a", stderr: "b" };

  expect(fromStruct((await create(inputs, true)).getProperties())).toEqual({
    ...inputs,
    stdout: UNKNOWN,
    stderr: UNKNOWN,
  });
  expect(await update(state, { create: "touch other" }, true)).toEqual({
    create: "touch other",
    stdout: UNKNOWN,
    stderr: UNKNOWN,
  });
  expect(await update(state, inputs, true)).toEqual(state);
  expect(existsSync(join(folder, "ran"))).toBe(false);
});

test("an update runs update, else create again, else nothing", async () => {
  const { update } = await setUp();
  const olds = { create: "echo old", stdout: "old", stderr: "" };
  const news = { create: "echo $PULUMI_COMMAND_STDOUT created", delete: "true" };

  expect((await update(olds, news))["stdout"]).toBe("old created");
  expect((await update(olds, { ...news, update: "echo updated" }))["stdout"]).toBe("updated");
  expect(await update(olds, { delete: "true" })).toEqual({
    delete: "true",
    stdout: "old",
    stderr: "",
  });
});

test("delete runs the state's text with the state's input, and nothing where there is none", async () => {
  const { folder, remove } = await setUp();
  const state = { delete: "cat > deleted", stdin: toSecret("in"), stdout: "", stderr: "" };
  await remove(state);
  expect(readFileSync(join(folder, "deleted"), "utf8")).toBe("in");
  await remove({ create: "touch never", stdout: "", stderr: "" });
  expect(existsSync(join(folder, "never"))).toBe(false);
});

test("a failure is the call's error, long outputs included", async () => {
  const { create, update, remove } = await setUp();
  const text = "head -c 40000 /dev/zero | tr '\\0' a; exit 3";
  await expect(create({ create: text })).rejects.toThrow(/exit status 3: running .*:\na{40000}$/);
  const failing = { create: "exit 1", delete: "exit 2", stdout: "", stderr: "" };
  await expect(update(failing, failing)).rejects.toThrow('exit status 1: running "exit 1"');
  await expect(remove(failing)).rejects.toThrow('exit status 2: running "exit 2"');
});

test("check rejects by path", async () => {
  const { client } = await setUp();
  const request = new CheckRequest().setUrn(URN);
  request.setNews(toStruct({ create: "true", dirr: "x" }));
  const response = await answer<CheckResponse>((done) => client.check(request, done));
  expect(response.getFailuresList().map((failure) => failure.toObject())).toEqual([
    { property: "dirr", reason: "is not a known input" },
  ]);
});

test("diff compares inputs with inputs; triggers replace, the rest updates in place", async () => {
  const { client } = await setUp();
  const ask = async (oldInputs: Properties, news: Properties, ignored: string[] = []) => {
    const request = new DiffRequest().setUrn(URN).setIgnorechangesList(ignored);
    request.setOldInputs(toStruct(oldInputs)).setNews(toStruct(news));
    request.setOlds(toStruct({ ...oldInputs, stdout: "out", stderr: "" }));
    return await answer<DiffResponse>((done) => client.diff(request, done));
  };
  const olds = { create: "a", environment: { A: "1" }, triggers: [1] };

  const same = await ask(olds, olds);
  expect(same.getChanges()).toBe(DiffResponse.DiffChanges.DIFF_NONE);

  const ignored = await ask(olds, { ...olds, environment: { A: "2" } }, ["environment"]);
  expect(ignored.getChanges()).toBe(DiffResponse.DiffChanges.DIFF_NONE);

  const changed = await ask(olds, { ...olds, environment: { A: "2" }, triggers: [2] });
  expect(changed.getChanges()).toBe(DiffResponse.DiffChanges.DIFF_SOME);
  expect(changed.getReplacesList()).toEqual(["triggers"]);
  expect(changed.getDiffsList()).toEqual(["environment", "triggers"]);
  const kinds = changed.getDetaileddiffMap();
  expect(kinds.getLength()).toBe(2);
  expect(kinds.get("environment.A")?.getKind()).toBe(PropertyDiff.Kind.UPDATE);
  expect(kinds.get("triggers[0]")?.getKind()).toBe(PropertyDiff.Kind.UPDATE_REPLACE);
});

/** A state of the official provider, with inputs that this one does not serve. */
const OFFICIAL = {
  create: "true",
  delete: "touch deleted",
  dir: "/srv",
  assetPaths: ["*"],
  addPreviousOutputInEnv: true,
};
const OFFICIAL_STATE = { ...OFFICIAL, assets: {}, archive: null, stdout: "old", stderr: "" };

test("a state of the official provider can be read, compared and updated", async () => {
  const { client, update } = await setUp();
  const read = await answer<ReadResponse>((done) => {
    const request = new ReadRequest().setUrn(URN).setId("node::70000a1b2c3d");
    request.setProperties(toStruct(OFFICIAL_STATE)).setInputs(toStruct(OFFICIAL));
    client.read(request, done);
  });
  expect(read.getId()).toBe("node::70000a1b2c3d");
  expect(fromStruct(read.getProperties())).toEqual(OFFICIAL_STATE);
  expect(fromStruct(read.getInputs())).toEqual(OFFICIAL);

  const news = { create: "echo new $PULUMI_COMMAND_STDOUT", addPreviousOutputInEnv: true };
  const changes = await answer<DiffResponse>((done) => {
    const request = new DiffRequest().setUrn(URN).setOlds(toStruct(OFFICIAL_STATE));
    request.setOldInputs(toStruct(OFFICIAL)).setNews(toStruct(news));
    client.diff(request, done);
  });
  expect(changes.getDiffsList()).toEqual(["assetPaths", "create", "delete", "dir"]);
  expect(changes.getReplacesList()).toEqual([]);
  expect(await update(OFFICIAL_STATE, news)).toEqual({ ...news, stdout: "new old", stderr: "" });
});

test("a delete that needs unserved inputs is not run, and says which", async () => {
  const { folder, remove } = await setUp();
  await expect(remove(OFFICIAL_STATE)).rejects.toThrow(
    "The state of this resource has inputs that this project's command provider does not support: " +
      "dir, assetPaths. Nothing was run. Install the Pulumi CLI, whose own provider supports them",
  );
  expect(existsSync(join(folder, "deleted"))).toBe(false);
  const { delete: _delete, ...without } = OFFICIAL_STATE;
  await remove(without);
});

test("cancel kills what runs", async () => {
  const { client, create, folder } = await setUp();
  const running = create({ create: "touch started; exec sleep 30" });
  const failed = expect(running).rejects.toThrow("signal: killed");
  await until("the command to run", () => isThere(folder, "started"));
  await answer<Empty>((done) => client.cancel(new Empty(), done));
  await failed;
});

test("without its CLI it stays until its command has ended, and no longer", async () => {
  const { child, client, create, folder } = await setUp();
  // It goes on when it is told to; and with the test, which takes its folder away.
  const held = "touch started; while [ -e started ] && [ ! -e go ]; do sleep 0.02; done";
  const running = create({ create: `${held}; echo late; touch ended` });
  running.catch(() => undefined);
  await until("the command to run", () => isThere(folder, "started"));
  const exit = once(child, "exit");
  await new Promise<void>((done) => child.stdin?.end(done));
  // By its third answer it has seen the end of its standard input.
  for (let count = 0; count < 3; count += 1) {
    await answer<ConfigureResponse>((done) => client.configure(new ConfigureRequest(), done));
  }
  writeFileSync(join(folder, "go"), "");
  expect(await exit).toEqual([0, null]);
  expect(existsSync(join(folder, "ended"))).toBe(true);
});

function isThere(folder: string, file: string): true | undefined {
  return existsSync(join(folder, file)) ? true : undefined;
}
