import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { isInternal, isObject, isSame, isSecret, type Properties, type Value } from "./value";

export type Change = "add" | "delete" | "update";

/**
 * Paths: `"environment.PORT"`, `"triggers[0]"`. A secret is compared as a whole, so that no part is shown.
 * @see pulumi-go-provider v1.3.0, infer/resource.go, and NewDetailedDiffFromObjectDiff of pulumi/pulumi
 */
export function diff(olds: Properties, news: Properties): Map<string, Change> {
  return new Map(changesAt("", { old: withoutInternal(olds), now: withoutInternal(news) }));
}

function withoutInternal(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !isInternal(key)));
}

interface Pair {
  readonly old: Value;
  readonly now: Value;
}

function changesAt(path: string, { old, now }: Pair): [string, Change][] {
  if (isSame(old, now)) return [];
  if (isPlainObject(old) && isPlainObject(now)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return keys.flatMap((key) =>
      changesAt(joined(path, key), { old: old[key] ?? null, now: now[key] ?? null }),
    );
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    const indexes = [...(old.length > now.length ? old : now).keys()];
    return indexes.flatMap((i) =>
      changesAt(`${path}[${i}]`, { old: old[i] ?? null, now: now[i] ?? null }),
    );
  }
  return [[path, old === null ? "add" : now === null ? "delete" : "update"]];
}

function isPlainObject(value: Value): value is Properties {
  return isObject(value) && !isSecret(value);
}

function joined(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** `triggers` replace the resource, the rest updates it in place. */
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
