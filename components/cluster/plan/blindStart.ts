import type { Assessment } from "./assess";

/**
 * Says why no node may be made yet: servers on hosts that could not be looked at may know its address,
 * and would copy an empty server. Nothing when all was seen, or when there is none to make.
 */
export function blindStart({
  toBeMade,
  unseen,
}: Pick<Assessment, "toBeMade" | "unseen">): string | undefined {
  if (toBeMade.length === 0 || unseen.length === 0) return undefined;
  return (
    `Cannot make ${toBeMade.join(", ")} as not every host could be looked at: servers there may know the ` +
    "addresses, and an empty server would wipe their copies. Make every host reachable, then try again:" +
    unseen.map((line) => `\n  - ${line}`).join("")
  );
}
