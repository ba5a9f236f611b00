import type { ClusterRecord, RecordedSsh } from "../../components/cluster/state/clusterRecord";
import type { ClaimSpec } from "../../components/spec/claimSpec";
import { recordOf } from "./actBench";
import { FakeLockHost } from "./fakeLockHost";
import { until } from "./until";

/** Three hosts, 10.0.0.1 to 10.0.0.3, of a cluster that is claimed or stopped. */
export class ClaimHosts {
  readonly hosts: readonly [FakeLockHost, FakeLockHost, FakeLockHost];
  readonly spec: ClaimSpec;

  private constructor(hosts: readonly [FakeLockHost, FakeLockHost, FakeLockHost]) {
    this.hosts = hosts;
    this.spec = {
      hosts: hosts.map(({ ssh }, index) => ({
        address: `10.0.0.${index + 1}`,
        ports: [7000, 7001],
        domain: `${index}`,
        ssh: { address: "127.0.0.1", port: ssh.port, user: "root" },
      })),
      directory: "/root/conf",
      serverCommand: "redis-server",
      credentials: { password: "secret" },
      onDestroy: "keep",
    };
  }

  static async open(): Promise<ClaimHosts> {
    const open = () => FakeLockHost.open();
    return new ClaimHosts([await open(), await open(), await open()]);
  }

  /** What a record says of how SSH reaches the hosts. */
  get logins(): Readonly<Record<string, RecordedSsh>> {
    return Object.fromEntries(
      this.spec.hosts.map(({ address, ssh: { user, port } }) => [address, { user, port }]),
    );
  }

  /** Gives the hosts these records, by their order; undefined for none. */
  record(...records: readonly (ClusterRecord | string | undefined)[]): void {
    for (const [index, host] of this.hosts.entries()) {
      const record = records[index];
      const text = typeof record === "string" ? record : JSON.stringify(record);
      host.inspection = () => (record === undefined ? "" : `record ${text}\n`);
    }
  }

  /** The spec with a fourth host, which nobody can reach. */
  withUnreachable(): ClaimSpec {
    const [first] = this.spec.hosts;
    if (first === undefined) throw new Error("there are three hosts");
    const lost = { ...first, address: "10.0.0.4", ssh: { ...first.ssh, port: 2 } };
    return { ...this.spec, hosts: [...this.spec.hosts, lost] };
  }

  /** Waits until every connection of the verb has ended. */
  async disconnected(): Promise<void> {
    await until("the connections to end", () =>
      this.hosts.every(({ ssh }) => ssh.clients() === 1) ? true : undefined,
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.close()));
  }
}

/** What the hosts record of a formed cluster. */
export const RECORD: ClusterRecord = {
  ...recordOf(
    new Map(
      [1, 2, 3].flatMap((host) =>
        [7000, 7001].map((port) => [`10.0.0.${host}:${port}`, `${host}${port}`]),
      ),
    ),
  ),
  generation: 4,
};

/** What is said of a host that nobody can reach. */
export const UNREACHABLE =
  "Cannot reach root@127.0.0.1 port 2 by SSH: connect ECONNREFUSED 127.0.0.1:2";
