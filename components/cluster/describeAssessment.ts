import type { Assessment } from "./assess";
import { describePlan } from "./describePlan";

/** Writes an assessment for people: what is refused, or what was found and what would be done. */
export function describeAssessment(look: Assessment): string {
  if (look.refusals.length > 0) {
    return paragraph("Cannot use this node list, and nothing was changed", look.refusals);
  }
  const parts = [
    look.unseen.length > 0 ? paragraph("Could not look everywhere", look.unseen) : "",
    look.findings.length > 0 ? paragraph("Not as it must be", look.findings) : "",
    look.blocked.length > 0 ? paragraph("up will fail until this is mended", look.blocked) : "",
    look.unprepared.length > 0
      ? paragraph("Hosts that get the script of their nodes", [look.unprepared.join(", ")])
      : "",
    look.toBeMade.length > 0 ? paragraph("Nodes to be made", [look.toBeMade.join(", ")]) : "",
    look.steps.length > 0 ? paragraph("Then, to the cluster", describePlan(look.steps)) : "",
  ].filter((part) => part !== "");
  return parts.length > 0 ? parts.join("\n") : "Every node was asked: nothing to do";
}

function paragraph(heading: string, lines: readonly string[]): string {
  return `${heading}:${lines.map((line) => `\n  - ${line}`).join("")}`;
}
