import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import { stopCommand } from "../../../../components/host/stopScript";
import { stopCluster } from "../../../../components/operations/verbs/stopCluster";
import { ClaimHosts, RECORD, UNREACHABLE } from "../../../support/claimHosts";

const { claim } = RECORD;
const NEWER: ClusterRecord = { ...RECORD, claim: "beef", generation: 5 };
const STOPPED = "stopped 7000\nstopped 7001\nend\n";
const DONE =
  "Stopped 6 servers and KEPT the data in /root/conf on 10.0.0.1, 10.0.0.2, 10.0.0.3 (onDestroy: keep).";

let claimed: ClaimHosts;
beforeEach(async () => {
  claimed = await ClaimHosts.open();
  claimed.record(RECORD, RECORD, RECORD);
  for (const host of claimed.hosts) host.stopping = () => STOPPED;
});
afterEach(() => claimed.close());

/** The commands by which a host stops these ports. */
function stopOf(host: number, ...ports: readonly number[]): string[] {
  const { directory, serverCommand, onDestroy } = claimed.spec;
  const options = { address: `10.0.0.${host}`, directory, serverCommand, onDestroy, ports };
  return [stopCommand(options).command];
}

function stops(): readonly (readonly string[])[] {
  return claimed.hosts.map((host) => host.stops);
}

describe("stopCluster()", () => {
  test("stops all servers under the locks of all hosts, and keeps the data", async () => {
    expect(await stopCluster(claimed.spec, claim)).toEqual([DONE]);
    expect(stops()).toEqual([1, 2, 3].map((host) => stopOf(host, 7000, 7001)));
    for (const { commands } of claimed.hosts) {
      expect(commands).toEqual([expect.stringMatching(/ MAKE=no .* lock$/)]);
    }
    await claimed.disconnected();
  });

  test("counts the servers that it stopped, and says that the data was deleted", async () => {
    const [first, second, third] = claimed.hosts;
    first.stopping = () => "absent 7000\nabsent 7001\nend\n";
    second.stopping = () => "stopped 7000\nabsent 7001\nend\n";
    third.stopping = () => "absent 7001\nabsent 7000\nend\n";
    expect(await stopCluster({ ...claimed.spec, onDestroy: "delete" }, claim)).toEqual([
      "Stopped 1 server and DELETED the data in /root/conf on 10.0.0.1, 10.0.0.2, 10.0.0.3 (onDestroy: delete).",
    ]);
    expect(first.stops.join()).toContain(" ON_DESTROY=delete ");
  });

  test("stops also members and nodes with a hold file that are not declared", async () => {
    const members = { ...RECORD.members, "10.0.0.2:7005": "aa", "10.0.0.9:7000": "bb" };
    claimed.record(RECORD, { ...RECORD, members }, undefined);
    claimed.hosts[2].inspection = () => "held 6999 7000\n";
    const all = [6999, 7000, 7001, 7005].map((port) => `stopped ${port}\n`).join("");
    for (const host of claimed.hosts) host.stopping = () => all;
    await stopCluster(claimed.spec, claim);
    expect(stops()).toEqual([
      stopOf(1, 7000, 7001),
      stopOf(2, 7000, 7001, 7005),
      stopOf(3, 6999, 7000, 7001),
    ]);
  });

  test("stops also the members on hosts that only the records name, after a removal that was half done", async () => {
    const [, , third] = claimed.spec.hosts;
    if (third === undefined) throw new Error("there are three hosts");
    const { user, port, address } = third.ssh;
    // The host is named by the address that its SSH server has here.
    const members = {
      "10.0.0.1:7000": "aa",
      "10.0.0.2:7000": "bb",
      [`${address}:7000`]: "cc",
      [`${address}:7001`]: "dd",
    };
    const record = { ...RECORD, members, hosts: { [address]: { user, port } } };
    claimed.record(record, record, RECORD);
    const spec = { ...claimed.spec, hosts: claimed.spec.hosts.slice(0, 2) };
    expect(await stopCluster(spec, claim)).toEqual([
      `Stopped 6 servers and KEPT the data in /root/conf on 10.0.0.1, 10.0.0.2, ${address} (onDestroy: keep).`,
    ]);
    const { directory, serverCommand, onDestroy } = spec;
    const options = { address, directory, serverCommand, onDestroy, ports: [7000, 7001] };
    expect(claimed.hosts[2].stops).toEqual([stopCommand(options).command]);
    await claimed.disconnected();
  });

  test("stops what runs where no record is left", async () => {
    claimed.record(undefined, undefined, undefined);
    expect(await stopCluster(claimed.spec, claim)).toEqual([DONE]);
  });

  test("stops what runs on a host whose directory was removed, which it cannot lock", async () => {
    claimed.hosts[1].greeting = "absent";
    claimed.record(RECORD, undefined, RECORD);
    expect(await stopCluster(claimed.spec, claim)).toEqual([DONE]);
    expect(stops()[1]).toEqual(stopOf(2, 7000, 7001));
    await claimed.disconnected();
  });
});

describe("stopCluster() with a newer claim", () => {
  test("on all hosts warns and stops nothing", async () => {
    claimed.record(NEWER, { ...NEWER, generation: 4 }, NEWER);
    expect(await stopCluster(claimed.spec, claim)).toEqual([
      "Warning: nothing was stopped. A newer claim manages this cluster (acme/redis-cluster/prod, " +
        "2026-11-26 08:15 UTC).",
      "If that stack is this one, run `pulumi up` and then `pulumi destroy`.",
    ]);
    expect(stops()).toEqual([[], [], []]);
    await claimed.disconnected();
  });

  test("on all hosts that have a record warns and stops nothing", async () => {
    claimed.record(NEWER, undefined, NEWER);
    expect((await stopCluster(claimed.spec, claim))[0]).toMatch(/^Warning: nothing was stopped\. /);
    expect(stops()).toEqual([[], [], []]);
  });

  test("on some hosts fails and stops nothing", async () => {
    claimed.record(NEWER, RECORD, NEWER);
    await expect(stopCluster(claimed.spec, claim)).rejects.toThrow(
      new Error(
        "Nothing was stopped: some hosts have a newer claim (acme/redis-cluster/prod, 2026-11-26 08:15 UTC). " +
          "Run `pulumi up`, then destroy again:\n  10.0.0.1\n  10.0.0.3",
      ),
    );
    expect(stops()).toEqual([[], [], []]);
    await claimed.disconnected();
  });
});

describe("stopCluster() that cannot stop all", () => {
  /** The error with these lines under its heading. */
  function leaving(...lines: readonly string[]): Error {
    const heading = "Not every server was stopped. Run `pulumi destroy` again:";
    return new Error([heading, ...lines.map((line) => `  ${line}`)].join("\n"));
  }

  test("names each server that still runs, after it stopped the others", async () => {
    const failure = "Cannot stop 10.0.0.2:7001: its process 12 still runs: no reply";
    claimed.hosts[1].stopping = () => `stopped 7000\nfailed 7001 ${failure} \nend\n`;
    await expect(stopCluster(claimed.spec, claim)).rejects.toThrow(leaving(failure));
    expect(stops().map((commands) => commands.length)).toEqual([1, 1, 1]);
    await claimed.disconnected();
  });

  test("names a host that it cannot reach, and stops the others", async () => {
    await expect(stopCluster(claimed.withUnreachable(), claim)).rejects.toThrow(
      leaving(UNREACHABLE),
    );
    expect(stops()).toEqual([1, 2, 3].map((host) => stopOf(host, 7000, 7001)));
    await claimed.disconnected();
  });

  test("names a host that only the records name and that it cannot reach, and stops the others", async () => {
    const members = { ...RECORD.members, "127.0.0.1:7000": "ee" };
    const record = { ...RECORD, members, hosts: { "127.0.0.1": { user: "root", port: 2 } } };
    claimed.record(record, RECORD, RECORD);
    await expect(stopCluster(claimed.spec, claim)).rejects.toThrow(leaving(UNREACHABLE));
    expect(stops().map((commands) => commands.length)).toEqual([1, 1, 1]);
    await claimed.disconnected();
  });

  test("names a host that another run holds, and stops the others", async () => {
    claimed.hosts[0].greeting = "held me@other";
    await expect(stopCluster(claimed.spec, claim)).rejects.toThrow(
      leaving(
        "Cannot lock 10.0.0.1: another run holds the lock /root/conf/.lock: me@other. " +
          "Wait until it has ended, then try again",
      ),
    );
    expect(stops().map((commands) => commands.length)).toEqual([0, 1, 1]);
    await claimed.disconnected();
  });

  test("names a host that says nothing of a port", async () => {
    claimed.hosts[2].stopping = () => "stopped 7000\n";
    await expect(stopCluster(claimed.spec, claim)).rejects.toThrow(
      leaving("Cannot stop the servers on 10.0.0.3: the host says nothing of port 7001"),
    );
    await claimed.disconnected();
  });

  test("stops nothing with a record that it cannot read", async () => {
    claimed.record(RECORD, "not mine", RECORD);
    await expect(stopCluster(claimed.spec, claim)).rejects.toThrow(
      /^Cannot read \/root\/conf\/cluster\.json on 10\.0\.0\.2: it is not a record of a cluster\. /,
    );
    expect(stops()).toEqual([[], [], []]);
    await claimed.disconnected();
  });

  test.each(["locked", "absent"])(
    "names a host whose inspection fails, the lock: %s",
    async (greeting) => {
      claimed.hosts[1].greeting = greeting;
      claimed.hosts[1].inspection = () => "node 7000\n";
      await expect(stopCluster(claimed.spec, claim)).rejects.toThrow(
        leaving('Cannot inspect 10.0.0.2: Cannot read the inspection of the host: "node 7000"'),
      );
      await claimed.disconnected();
    },
  );
});
