import { describeSteps } from "../steps/describeSteps";
import type { Assessment } from "./assess";
import { blindStart } from "./blindStart";

/** Writes an assessment for people: what is refused, or what was found and what would be done. */
export function describeAssessment(look: Assessment): string {
  if (look.rejections.length > 0) {
    return paragraph("Cannot use this node list, and nothing was changed", look.rejections);
  }
  const parts = [
    blindStart(look) ?? paragraph("Could not look everywhere", look.uninspected),
    paragraph("Not as it must be", look.problems),
    paragraph("up will fail until this is mended", look.blockers),
    paragraph("Hosts that get the script of their nodes", inOne(look.withoutScript)),
    paragraph("Nodes to be made", inOne(look.toCreate)),
    paragraph("Then, to the cluster", describeSteps(look.steps)),
  ].filter((part) => part !== "");
  return parts.length > 0 ? parts.join("\n") : "Every node was asked: nothing to do";
}

/** All names in one line. */
function inOne(names: readonly string[]): string[] {
  return names.length > 0 ? [names.join(", ")] : [];
}

/** Nothing where there is nothing to say. */
function paragraph(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `${heading}:${lines.map((line) => `\n  - ${line}`).join("")}`;
}
