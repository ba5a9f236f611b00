import { declaredNonMembers, undeclaredMembers } from "../checks/membership";
import { mixedVersions, olderServers } from "../checks/nextStart";
import { otherClustersData } from "../checks/otherClustersData";
import { otherDirectory } from "../checks/otherDirectory";
import { otherPassword } from "../checks/otherPassword";
import type { Problem } from "../checks/problem";
import { sameMachine } from "../checks/sameMachine";
import { unmanagedFiles } from "../checks/unmanagedFiles";
import { unmanagedServers } from "../checks/unmanagedServers";
import { unreadableRecords } from "../checks/unreadableRecords";
import type { Topology } from "../spec/topology";
import type { HostFacts } from "../state/hostFacts";
import type { Observed } from "../state/observed";
import type { Changes } from "../target/changes";
import { memoryNeeds } from "./memoryNeeds";

/** Lists why a configuration is not accepted for what exists. @param topology to reach */
export function rejectionsOf(
  topology: Topology,
  observed: Observed,
  given: {
    readonly facts: HostFacts;
    /** The owner whose cluster the configuration takes over, or "unmanaged". */
    readonly adopt: string | undefined;
    readonly changes: Changes | undefined;
    /** The bytes above which the configuration has servers refuse writes, 0 for none. */
    readonly memoryLimit?: number | undefined;
    /** The names that running nodes know as their peers. */
    readonly members: ReadonlySet<string>;
    readonly toCreate: readonly string[];
    /** The names of the nodes that come back without data. */
    readonly lost: readonly string[];
  },
): Problem[] {
  const { facts, adopt, changes, memoryLimit, members, toCreate, lost } = given;
  return [
    ...unreadableRecords(facts),
    ...unmanagedFiles(facts, adopt),
    ...sameMachine(facts.addresses),
    ...otherPassword(observed),
    ...undeclaredMembers(observed, members, facts.recorded),
    ...declaredNonMembers(observed),
    ...[...observed.keys()].flatMap((name) => otherClustersData(name, observed)),
    ...otherDirectory(observed, facts),
    ...unmanagedServers([...toCreate, ...lost], facts.unmanagedPeers),
    ...(changes === undefined
      ? []
      : memoryNeeds(topology, observed, { changes, declared: memoryLimit })),
    ...olderServers(changes?.joining ?? [], observed),
    // Before the nodes are updated, which would start it.
    ...mixedVersions(topology, observed),
  ];
}
