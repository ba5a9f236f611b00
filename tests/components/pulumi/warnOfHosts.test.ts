import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { warnOfHosts } from "../../../components/pulumi/warnOfHosts";
import { recordResources } from "../../support/recordResources";

const MEMORY = "vm.overcommit_memory is 0";
const PAGES = "transparent huge pages are always used";
const AS_OF = "(checked when the host was set up)";

const warn = vi.spyOn(pulumi.log, "warn");
beforeEach(() => {
  warn.mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  warn.mockReset();
});

/** What is warned of hosts that say this. */
async function warned(said: readonly (readonly string[])[], preview = false): Promise<string[]> {
  await recordResources(
    () => {
      warnOfHosts(
        said.map((warnings, index) => ({
          address: `10.0.0.${index + 1}`,
          warnings: pulumi.output([...warnings]),
        })),
      );
      return {};
    },
    {},
    preview,
  );
  return warn.mock.calls.map(([text]) => text);
}

test("warnOfHosts() says each thing once and names the hosts", async () => {
  expect(await warned([[MEMORY, PAGES], [], [MEMORY]])).toEqual([
    `10.0.0.1, 10.0.0.3: ${MEMORY} ${AS_OF}`,
    `10.0.0.1: ${PAGES} ${AS_OF}`,
  ]);
});

test("warnOfHosts() says nothing of hosts that have all", async () => {
  expect(await warned([[], []])).toEqual([]);
});

test("warnOfHosts() says nothing in a preview", async () => {
  expect(await warned([[MEMORY]], true)).toEqual([]);
});
