import type { Assessment } from "./assess";

/**
 * Says why no node may be made yet: servers on hosts that could not be looked at may know its address,
 * and would copy an empty server. Nothing when all was seen, or when there is none to make.
 */
export function blindStart({
  toCreate,
  uninspected,
}: Pick<Assessment, "toCreate" | "uninspected">): string | undefined {
  if (toCreate.length === 0 || uninspected.length === 0) return undefined;
  return (
    `Cannot make ${toCreate.join(", ")} as not every host could be looked at: servers there may know the ` +
    "addresses, and an empty server would wipe their copies. Make every host reachable, then try again:" +
    uninspected.map((line) => `\n  - ${line}`).join("")
  );
}
