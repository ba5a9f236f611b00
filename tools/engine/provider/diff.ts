import { isInternal } from "./values/isInternal";
import { isObject } from "./values/isObject";
import { isSame } from "./values/isSame";
import { isSecret } from "./values/isSecret";
import type { Properties, Value } from "./values/value";

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
