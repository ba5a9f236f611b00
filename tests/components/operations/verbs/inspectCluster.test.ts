import { afterEach, describe, expect, test } from "vitest";
import { peersKnowOf } from "../../../../components/cluster/plan/assess";
import type { ClusterRecord } from "../../../../components/cluster/state/clusterRecord";
import { OtherProgram } from "../../../../components/operations/ssh/otherProgram";
import { UntrustedHost } from "../../../../components/operations/ssh/trust/untrustedHost";
import {
  assessInspection,
  inspectCluster,
  notInspected,
} from "../../../../components/operations/verbs/inspectCluster";
import type { RunSpec } from "../../../../components/spec/runSpec";
import type { SshKeyPair } from "../../../../tools/lab/sshKeyPair";
import { recordOf } from "../../../support/actBench";
import { RUN_SPEC } from "../../../support/clusterArgs";
import { at } from "../../../support/example";
import { FakeCluster } from "../../../support/fakeCluster";
import { framed } from "../../../support/framed";
import { type Exec, makeHostKey, type SshServer, startSshServer } from "../../../support/sshServer";

const KEY = makeHostKey("ed25519");

let host: SshServer | undefined;
let cluster: FakeCluster | undefined;
afterEach(async () => {
  await cluster?.close();
  await host?.close();
  cluster = undefined;
  host = undefined;
});

/** A host on which the inspection prints these lines. */
function printing(lines: () => readonly string[]): Exec {
  return (_command, channel) => {
    channel.resume().on("end", () => {
      channel.write(
        framed(
          lines()
            .map((line) => `${line}\n`)
            .join(""),
        ),
      );
      channel.exit(0);
      channel.end();
    });
  };
}

/** Three primaries on one host, which are formed; returns how to reach them. */
async function open(
  exec: Exec,
  key: SshKeyPair = KEY,
): Promise<{ fake: FakeCluster; spec: RunSpec }> {
  host = await startSshServer([key], exec);
  const fake = await FakeCluster.open(3, 0, host.port);
  cluster = fake;
  return { fake, spec: fake.spec };
}

/** The record of the cluster on its host. */
function recordIn({ simulated, spec }: Pick<FakeCluster, "simulated" | "spec">): ClusterRecord {
  const members = new Map([...simulated.nodes].map(([name, { id }]) => [name, id]));
  const logins = spec.hosts.map(({ address, ssh: { user, port } }) => [address, { user, port }]);
  return { ...recordOf(members), hosts: Object.fromEntries(logins) };
}

/** What the inspection prints of nodes that are members. */
function membersOn({ simulated, spec }: FakeCluster): string[] {
  const nodes = [...simulated.nodes.values()];
  const ports = nodes.map(({ name }) => name.split(":")[1]);
  return [
    ...ports.map((port) => `node ${port} yes yes running`),
    `record ${JSON.stringify(recordIn({ simulated, spec }))}`,
    "addresses 127.0.0.1",
    "script yes",
  ];
}

describe("inspectCluster()", () => {
  test("joins what the nodes answer with what their host shows", async () => {
    const { fake, spec } = await open(printing(() => membersOn(fake)));
    const inspection = await inspectCluster(spec);
    expect(inspection.inspections.get("127.0.0.1")?.record).toEqual(recordIn(fake));
    expect(inspection.hosts).toBe(spec.hosts);
    const { owner, claim } = recordOf(new Map());
    const assessment = assessInspection(spec, inspection, { owner, claim });
    expect(assessment.exists).toBe(true);
    expect(assessment.rejections).toEqual([]);
    expect(assessment.uninspected).toEqual([]);
    expect(assessment.withoutScript).toEqual([]);
    expect(assessment.toCreate).toEqual([]);
    // The host has no conf: the only step is to stage the declared one.
    expect(new Set(assessment.steps.map(({ kind }) => kind))).toEqual(new Set(["stageConf"]));
  });

  test("finds nodes that are still to be created, on a host without the script", async () => {
    const { fake, spec } = await open(printing(() => ["addresses 127.0.0.1", "script no"]));
    for (const node of fake.simulated.nodes.values()) node.runs = false;
    await fake.close();
    const assessment = assessInspection(spec, await inspectCluster(spec));
    expect(assessment.exists).toBe(false);
    expect([...assessment.toCreate].sort()).toEqual([...fake.names].sort());
    expect(assessment.withoutScript).toEqual(["127.0.0.1"]);
  });

  test("says which host it could not inspect", async () => {
    const { spec } = await open((_command, channel) => {
      channel.stderr.write("no space is left\n");
      channel.exit(1);
      channel.end();
    });
    const { uninspected } = await inspectCluster(spec);
    expect(uninspected).toEqual([
      "Cannot inspect 127.0.0.1: the command on the host ended with exit code 1. The host printed: no space is left",
    ]);
  });

  test("inspects also the nodes that the records name and the configuration does not", async () => {
    const { fake, spec } = await open(printing(() => membersOn(fake)));
    const [host] = spec.hosts;
    const [first = 0, second = 0, third = 0] = host?.ports ?? [];
    const hosts = host === undefined ? [] : [{ ...host, ports: [second, third] }];
    const inspection = await inspectCluster({ ...spec, hosts });
    expect(inspection.hosts).toEqual([{ ...host, ports: [second, third, first] }]);
    expect([...inspection.observed.keys()].sort()).toEqual([...fake.names].sort());
    expect([...inspection.observed.values()].map(({ answers }) => answers)).toEqual(
      Array(3).fill(true),
    );
    expect(inspection.uninspected).toEqual([]);
  });

  describe("on a host without a record", () => {
    /** A host of the configuration on which nothing is, before those of the nodes. */
    async function openMoved() {
      const { fake, spec } = await open((command, channel) =>
        printing(() => (command.includes(" ADDRESS=127.0.0.1 ") ? membersOn(fake) : []))(
          command,
          channel,
        ),
      );
      const [former] = spec.hosts;
      if (former === undefined) throw new Error("there is one host");
      // Nobody listens there.
      const hosts = [{ ...former, address: "127.0.0.9" }];
      return { fake, former, spec: { ...spec, hosts } };
    }

    test("finds the members by the records of the former hosts", async () => {
      const { fake, former, spec } = await openMoved();
      const claimed = [{ ...former, ports: [] }];
      const { hosts, observed, inspections, uninspected } = await inspectCluster(
        spec,
        async () => claimed,
      );
      expect(hosts).toEqual([
        ...spec.hosts,
        { ...former, domain: "127.0.0.1", ports: [...former.ports].sort() },
      ]);
      for (const name of fake.names) expect(observed.get(name)).toMatchObject({ answers: true });
      expect([...inspections.keys()].sort()).toEqual(["127.0.0.1", "127.0.0.9"]);
      expect(uninspected).toEqual([]);
    });

    test("says which former host it could not reach, so that no node is created", async () => {
      const { former, spec } = await openMoved();
      const claimed = [{ ...former, ssh: { ...former.ssh, port: 2 } }];
      const inspection = await inspectCluster(spec, async () => claimed);
      expect(inspection.hosts).toEqual(spec.hosts);
      expect(inspection.uninspected).toEqual([
        "Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2",
      ]);
      expect(assessInspection(spec, inspection).uninspected).toEqual(inspection.uninspected);
    });

    test("inspects a host once that the last claim and the configuration name", async () => {
      const { spec } = await openMoved();
      const inspection = await inspectCluster(spec, async () => spec.hosts);
      expect(inspection.hosts).toEqual(spec.hosts);
      expect([...inspection.inspections.keys()]).toEqual(["127.0.0.9"]);
    });
  });

  test("asks for no former hosts if a host of the configuration has a record", async () => {
    const { fake, spec } = await open(printing(() => membersOn(fake)));
    const asked = async () => {
      throw new Error("asked");
    };
    expect((await inspectCluster(spec, asked)).uninspected).toEqual([]);
  });

  test("says which host it could not reach", async () => {
    cluster = await FakeCluster.open(3, 0);
    const { uninspected } = await inspectCluster(cluster.spec);
    expect(uninspected).toEqual([
      "Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2",
    ]);
  });

  test("fails when a host presents another key than the known one", async () => {
    const { spec } = await open(printing(() => []));
    const hosts = spec.hosts.map((one) => ({
      ...one,
      ssh: { ...one.ssh, hostKey: makeHostKey("ed25519").public },
    }));
    await expect(inspectCluster({ ...spec, hosts })).rejects.toThrow(UntrustedHost);
  });
});

test("inspectCluster() fails when a host runs another program than the script", async () => {
  const { spec } = await open((_command, channel) => {
    channel.write("Please login as debian\n");
    channel.exit(0);
    channel.end();
  });
  await expect(inspectCluster(spec)).rejects.toThrow(
    new OtherProgram(
      "Cannot inspect 127.0.0.1: the host did not run the script that was sent. " +
        "The host printed: Please login as debian\n" +
        "  Nothing was changed. Set ssh.user to a user whose login runs commands.",
    ),
  );
});

describe("assessInspection()", () => {
  test.each([
    ["its owner", { owner: "acme/redis-cluster/prod" }, []],
    ["its owner and claim", { owner: "acme/redis-cluster/prod", claim: "c0ffee" }, []],
    ["another owner", { owner: "acme/redis-cluster/dev" }, ["record"]],
    ["another claim", { owner: "acme/redis-cluster/prod", claim: "beef" }, ["record"]],
  ])("compares the record of the host with %s", async (_, ownership, kinds) => {
    const { fake, spec } = await open(printing(() => membersOn(fake)));
    const { steps } = assessInspection(spec, await inspectCluster(spec), ownership);
    expect(steps.map(({ kind }) => kind).filter((kind) => kind === "record")).toEqual(kinds);
  });

  test.each([
    ["another owner", { owner: "acme/redis-cluster/dev" }, "acme/redis-cluster/prod"],
    ["the same owner", { owner: "acme/redis-cluster/prod" }, undefined],
    ["no owner", {}, undefined],
  ])("names the former owner of the running nodes to %s", async (_, ownership, owner) => {
    const { fake, spec } = await open(printing(() => membersOn(fake)));
    const { adoption } = assessInspection(spec, await inspectCluster(spec), ownership);
    expect(adoption).toEqual(owner === undefined ? undefined : { owner, running: 3 });
  });

  test("of nothing finds nothing, and lets no node be started for the first time", () => {
    const spec: RunSpec = RUN_SPEC;
    const assessment = assessInspection(spec, notInspected("No host was contacted"), {
      owner: "acme/redis-cluster/prod",
    });
    expect(assessment.problems).toEqual([]);
    expect(assessment.rejections).toEqual([]);
    expect(assessment.uninspected).toEqual(["No host was contacted"]);
    expect(peersKnowOf(assessment, at(7000))).toBe("unknown");
  });
});
