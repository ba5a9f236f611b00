import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { warnOfHosts } from "../../components/warnOfHosts";
import { recordResources } from "../support/recordResources";

const MEMORY = "vm.overcommit_memory is 0";
const PAGES = "transparent huge pages are always used";
const AS_OF = "(as of the last change of a node there)";

const warn = vi.spyOn(pulumi.log, "warn");
beforeEach(() => {
  warn.mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  warn.mockReset();
});

/** What is warned of two nodes on each of two hosts, which say this. */
async function warned(said: readonly (readonly string[])[], preview = false): Promise<string[]> {
  await recordResources(
    () => {
      const nodes = said.map((warnings, index) => ({
        address: `10.0.0.${1 + Math.floor(index / 2)}`,
        status: pulumi.output({ running: true, warnings: [...warnings] }),
      }));
      warnOfHosts([...nodes, { address: "10.0.0.3", status: pulumi.output({ running: false }) }]);
      return {};
    },
    {},
    preview,
  );
  return warn.mock.calls.map(([text]) => text);
}

test("warnOfHosts() says each thing once and names the hosts", async () => {
  expect(await warned([[MEMORY, PAGES], [MEMORY, PAGES], [MEMORY], [MEMORY]])).toEqual([
    `10.0.0.1, 10.0.0.2: ${MEMORY} ${AS_OF}`,
    `10.0.0.1: ${PAGES} ${AS_OF}`,
  ]);
});

test("warnOfHosts() says nothing of hosts that have all", async () => {
  expect(await warned([[], []])).toEqual([]);
});

test("warnOfHosts() says nothing in a preview", async () => {
  expect(await warned([[MEMORY]], true)).toEqual([]);
});
