import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Change } from "./diff";

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
