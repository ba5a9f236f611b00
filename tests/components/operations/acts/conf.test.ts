import { afterEach, beforeEach, expect, test } from "vitest";
import type { Difference } from "../../../../components/cluster/state/confState";
import { ActBench } from "../../../support/actBench";

const MEMORY = { name: "maxmemory", from: "1", to: "2" };
const SAVE = { name: "save", from: "", to: "900 1" };

let bench: ActBench;
beforeEach(async () => {
  bench = await ActBench.open();
  bench.answers["CONFIG GET maxmemory"] = ["maxmemory", "2"];
  bench.answers["CONFIG GET save"] = ["save", "900 1"];
});
afterEach(() => bench.close());

/** Sets directives; returns the commands for it. */
function set(...values: readonly Difference[]): Promise<string[]> {
  return bench.perform({ kind: "setDirectives", node: bench.node, values });
}

test("setDirectives sets each directive and reads it back", async () => {
  expect(await set(MEMORY, SAVE)).toEqual([
    "CONFIG SET maxmemory 2",
    "CONFIG GET maxmemory",
    "CONFIG SET save 900 1",
    "CONFIG GET save",
  ]);
  expect(bench.host).toEqual([]);
});

test("setDirectives records as pending what the server refuses even with its present value", async () => {
  bench.answers["CONFIG SET maxmemory 2"] = new Error("ERR can't set immutable config");
  bench.answers["CONFIG SET maxmemory 1"] = new Error("ERR can't set immutable config");
  expect(await set(MEMORY, SAVE)).toEqual([
    "CONFIG SET maxmemory 2",
    "CONFIG SET maxmemory 1",
    "CONFIG SET save 900 1",
    "CONFIG GET save",
  ]);
  expect(bench.host).toEqual([`pending ${bench.port} maxmemory`]);
});

test("setDirectives fails when the server refuses the value but accepts another", async () => {
  bench.answers["CONFIG SET maxmemory 2"] = new Error("ERR Invalid argument");
  await expect(set(MEMORY, SAVE)).rejects.toThrow(
    /: the server rejects maxmemory "2": ERR Invalid argument$/,
  );
});

test("setDirectives fails when an OK has no effect", async () => {
  bench.answers["CONFIG GET maxmemory"] = ["maxmemory", "3"];
  await expect(set(MEMORY)).rejects.toThrow(
    /: the server accepted maxmemory "2", but CONFIG GET returns "3"$/,
  );
});

test("stageConf gives the host the node's declared conf", async () => {
  await bench.perform({ kind: "stageConf", node: bench.node, changes: [] });
  expect(bench.host).toEqual([`stage ${bench.port} conf of ${bench.node}`]);
});

test("activateConf has the host activate the staged conf", async () => {
  await bench.perform({ kind: "activateConf", node: bench.node });
  expect(bench.host).toEqual([`activate ${bench.port}`]);
});
