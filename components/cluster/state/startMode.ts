import { canStart, myself, type Observed, type UnreachableNode, viewOf } from "./observed";

/**
 * How a stopped node may be started: on its data; or without data, because another node has its slots ("replaced"),
 * or because its configuration keeps nothing on disk ("unkept"). Undefined if a start could cost keys.
 *
 * An empty start is safe if no running replica would copy the emptiness.
 */
export type StartMode = "data" | "replaced" | "unkept";

/** @param name of a node that does not answer */
export function startMode(
  name: string,
  node: UnreachableNode,
  observed: Observed,
): StartMode | undefined {
  if (canStart(node)) return "data";
  const { disk, refused } = node;
  if (refused === true || disk === undefined || !disk.identity) return undefined;
  if (hasRunningReplica(name, observed)) return undefined;
  if (isReplaced(name, observed)) return "replaced";
  return disk.keepsNothing === true ? "unkept" : undefined;
}

function hasRunningReplica(name: string, observed: Observed): boolean {
  return [...observed.values()].some((other) => {
    if (!other.answers) return false;
    const primary = myself(other)?.primaryId;
    return primary !== undefined && viewOf(other, primary)?.name === name;
  });
}

/** Some running nodes know it, and none sees it as the owner of slots. */
function isReplaced(name: string, observed: Observed): boolean {
  const views = [...observed.values()].flatMap((other) =>
    other.answers ? other.views.filter((view) => view.name === name) : [],
  );
  return views.length > 0 && views.every(({ slots }) => slots.length === 0);
}
