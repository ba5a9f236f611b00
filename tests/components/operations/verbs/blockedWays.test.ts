import { expect, test } from "vitest";
import type { Observed } from "../../../../components/cluster/state/observed";
import { type HostInspection, parseInspection } from "../../../../components/host/inspectScript";
import type { Forwarding } from "../../../../components/operations/ssh/closedPorts";
import { blockedWays } from "../../../../components/operations/verbs/blockedWays";
import type { RunHost } from "../../../../components/spec/runSpec";

const [A, B] = ["10.0.0.1", "10.0.0.2"] as const;
const HOSTS = [A, B].map(
  (address): RunHost => ({
    address,
    ports: [7000],
    domain: address,
    ssh: { address, port: 22, user: "root" },
  }),
);
const STOPPED = { answers: false, reason: "connect ECONNREFUSED" } as const;
const OBSERVED: Observed = new Map([A, B].map((address) => [`${address}:7000`, STOPPED]));

/** Finds the ways that are closed between hosts whose inspections print this, where no packet arrives. */
function find(...printed: readonly string[]): Promise<unknown> {
  const failure = Object.assign(new Error("failure: No route to host"), { reason: 2 });
  const client = {
    forwardOut: (...[, , , , done]: Parameters<Forwarding["forwardOut"]>) =>
      done(failure, { destroy: () => undefined }),
  };
  const inspections = new Map<string, HostInspection>(
    printed.map((lines, index) => [HOSTS[index]?.address ?? "", parseInspection(lines)]),
  );
  const clients = new Map([A, B].map((address) => [address, client]));
  return blockedWays(HOSTS, { observed: OBSERVED, inspections, clients });
}

const NEW = "node 7000 no no stopped\n";

test("blockedWays() tries the ways to and from nodes without a server and an identity", async () => {
  expect(await find(NEW, NEW)).toHaveLength(4);
  const KNOWN = "node 7000 yes yes stopped\n";
  expect(await find(KNOWN, NEW)).toHaveLength(4);
  expect(await find(KNOWN, KNOWN)).toEqual([]);
});

test("blockedWays() leaves out hosts that were not inspected or cannot run their nodes", async () => {
  expect(await find(NEW)).toEqual([]);
  expect(await find(NEW, `${NEW}check - 10.0.0.2 is not an address of this host\n`)).toEqual([]);
  expect(await find(NEW, `${NEW}check 7000 port 7000 is in use\n`)).toHaveLength(4);
});
