import { REACH_EVERY_HOST } from "../../text/cures/clusterCures";
import { section } from "../checks/describeProblems";
import { nameOrCount } from "../spec/nodeList";
import type { Assessment } from "./assess";

const MOST_REASONS = 4;

/** Says why no node may be created yet: a server on an uninspected host might copy an empty node. */
export function blindStart({
  toCreate,
  uninspected,
}: Pick<Assessment, "toCreate" | "uninspected">): string | undefined {
  if (toCreate.length === 0 || uninspected.length === 0) return undefined;
  return [
    section(
      `Cannot create ${nameOrCount(toCreate)}: not every host could be inspected.`,
      uninspected,
      MOST_REASONS,
    ),
    "  A server there may know these nodes. It would copy an empty node and lose its data.",
    `  ${REACH_EVERY_HOST}`,
  ].join("\n");
}

export function describeUninspected({ uninspected }: Pick<Assessment, "uninspected">): string {
  return section("Warning: not everything could be inspected", uninspected, MOST_REASONS);
}
