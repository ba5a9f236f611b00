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
  if (runningReplica(name, observed) !== undefined) return undefined;
  if (isReplaced(name, observed)) return "replaced";
  return disk.keepsNothing === true ? "unkept" : undefined;
}

/** The name of a running replica of a node. */
function runningReplica(name: string, observed: Observed): string | undefined {
  const replica = [...observed].find(([, other]) => {
    const primary = other.answers ? myself(other)?.primaryId : undefined;
    return other.answers && primary !== undefined && viewOf(other, primary)?.name === name;
  });
  return replica?.[0];
}

/** Some running nodes know it, and none sees it as the owner of slots. */
function isReplaced(name: string, observed: Observed): boolean {
  const views = [...observed.values()].flatMap((other) =>
    other.answers ? other.views.filter((view) => view.name === name) : [],
  );
  return views.length > 0 && views.every(({ slots }) => slots.length === 0);
}
