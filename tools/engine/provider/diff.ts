import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { isInternal, isObject, isSame, isSecret, type Properties, type Value } from "./value";

/** How one property changed. */
export type Change = "add" | "delete" | "update";

/**
 * Lists what changed between two sets of inputs by its path: `"environment.PORT"`, `"triggers[0]"`.
 * A secret is compared as a whole, so that `connection` is one path and shows nothing of itself.
 *
 * @see pulumi-go-provider v1.3.0, infer/resource.go, and NewDetailedDiffFromObjectDiff of pulumi/pulumi
 */
export function diff(olds: Properties, news: Properties): Map<string, Change> {
  const changes = new Map<string, Change>();
  compareObjects("", withoutInternal(olds), withoutInternal(news), changes);
  return changes;
}

function withoutInternal(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !isInternal(key)));
}

function compareObjects(
  path: string,
  olds: Properties,
  news: Properties,
  changes: Map<string, Change>,
): void {
  for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    compare(joined(path, key), olds[key] ?? null, news[key] ?? null, changes);
  }
}

function compare(path: string, old: Value, now: Value, changes: Map<string, Change>): void {
  if (isSame(old, now)) return;
  if (isPlainObject(old) && isPlainObject(now)) {
    compareObjects(path, old, now, changes);
  } else if (Array.isArray(old) && Array.isArray(now)) {
    for (let i = 0; i < Math.max(old.length, now.length); i++) {
      compare(`${path}[${i}]`, old[i] ?? null, now[i] ?? null, changes);
    }
  } else {
    changes.set(path, old === null ? "add" : now === null ? "delete" : "update");
  }
}

function isPlainObject(value: Value): value is Properties {
  return isObject(value) && !isSecret(value);
}

function joined(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** Puts changes into the engine's words; a change of `triggers` replaces, any other updates in place. */
export function diffResponse(changes: ReadonlyMap<string, Change>): DiffResponse {
  const response = new DiffResponse();
  response.setChanges(
    changes.size > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE,
  );
  response.setHasdetaileddiff(true);
  for (const [path, change] of changes) {
    const key = path.split(/[.[]/, 1)[0] ?? path;
    const replaces = key === "triggers";
    const property = new PropertyDiff();
    property.setKind(replaces ? REPLACING[change] : IN_PLACE[change]);
    property.setInputdiff(true);
    response.getDetaileddiffMap().set(path, property);
    if (!response.getDiffsList().includes(key)) response.addDiffs(key);
    if (replaces && !response.getReplacesList().includes(key)) response.addReplaces(key);
  }
  return response;
}

const IN_PLACE = {
  add: PropertyDiff.Kind.ADD,
  delete: PropertyDiff.Kind.DELETE,
  update: PropertyDiff.Kind.UPDATE,
};

const REPLACING = {
  add: PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE_REPLACE,
};
