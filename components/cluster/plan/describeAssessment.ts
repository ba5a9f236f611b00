import { describeProblems, section } from "../checks/describeProblems";
import { describeHostChecks } from "../checks/hostChecks";
import { REFUSES_WRITES } from "../checks/writeRefusals";
import { nameOrCount, nameOrCountHosts } from "../spec/nodeList";
import { SLOT_COUNT } from "../spec/slots";
import { membersOf, type Topology } from "../spec/topology";
import { describeSteps } from "../steps/describeSteps";
import type { Assessment } from "./assess";
import { blindStart, describeUninspected } from "./blindStart";
import { describeCreation } from "./describeCreation";
import { describeMoves, isPartOfMove } from "./moves";
import { describeResize } from "./resize";

/** Lines of a plan: a mixed plan of all kinds of steps may be longer, a screen of 40 lines is not. */
const PLAN_LINES = 20;
const REJECTION_LINES = 35;

export function describeAssessment(assessment: Assessment): string {
  const { rejections, problems, blockers, topology, isUnfinished = false } = assessment;
  if (rejections.length > 0) {
    const heading = "Configuration rejected. Nothing was changed.";
    return section(heading, describeProblems(rejections), REJECTION_LINES);
  }
  const { failedChecks } = assessment;
  if (failedChecks.length > 0) {
    const hosts = new Set(topology.shards.flatMap(membersOf).map(({ address }) => address));
    return describeHostChecks(failedChecks, hosts.size);
  }
  const parts = [
    blindStart(assessment) ?? describeUninspected(assessment),
    // What an unformed cluster lacks is no problem: the plan makes it.
    section("Problems", isUnfinished ? [] : describeProblems(problems, blockers)),
    section("`up` will fail: no step fixes these problems", describeProblems(blockers)),
    describePlan(assessment),
  ].filter((part) => part !== "");
  return parts.length > 0 ? parts.join("\n") : describeHealthy(topology);
}

/** A warning, "" without any: `up` leaves running servers as they are. */
export function describePendingStarts({
  pendingStarts,
}: Pick<Assessment, "pendingStarts">): string {
  return section(
    "The next restart changes more than the configuration",
    describeProblems(pendingStarts),
  );
}

function describePlan({
  exists,
  isUnfinished = false,
  toCreate,
  steps,
  withoutScript,
  problems,
  blockers,
  topology,
  adoption,
  resize,
  moves,
  transfers,
}: Assessment): string {
  if (!exists) return toCreate.length > 0 ? describeCreation(topology) : "";
  if (isUnfinished) return describeCreation(topology, { toCreate });
  const before = [
    ...(adoption === undefined ? [] : [describeAdoption(adoption)]),
    ...(withoutScript.length > 0
      ? [`install the node script on ${nameOrCountHosts(withoutScript)}`]
      : []),
    ...(toCreate.length > 0 ? [`create ${nameOrCount(toCreate)}`] : []),
  ];
  const moved = describeMoves(moves);
  const others = steps.filter((step) => !isPartOfMove(step));
  const { heading, lines: described } =
    resize === undefined
      ? { heading: "Plan", lines: [...before, ...describeSteps(others), ...moved] }
      : describeResize(resize, { steps: others, before, moves: moved });
  const lines = [...described];
  // A replica that refuses writes keeps nothing from being healthy.
  const isWait =
    problems.some(({ kind }) => !kind.startsWith(REFUSES_WRITES)) && blockers.length === 0;
  if (transfers.length > 0 && isWait) lines.push(describeWait(transfers));
  else if (lines.length === 0 && isWait) lines.push("wait until the nodes agree (no steps)");
  return section(heading, lines, PLAN_LINES);
}

/** `"wait until 192.168.56.65:7000 has its data"` */
function describeWait(transfers: Assessment["transfers"]): string {
  const names = transfers.map(({ node }) => node);
  return `wait until ${nameOrCount(names)} ${names.length === 1 ? "has its" : "have their"} data`;
}

function describeAdoption({ owner, running }: NonNullable<Assessment["adoption"]>): string {
  return `adopt the cluster of ${owner}: ${running === 1 ? "1 running node" : `${running} running nodes`}`;
}

export function describeHealthy({ shards }: Topology): string {
  const count = shards.flatMap(membersOf).length;
  const replicas = count > shards.length ? ", every replica in sync" : "";
  return `Cluster healthy: ${count} of ${count} nodes answer, ${SLOT_COUNT} slots served${replicas}.`;
}
