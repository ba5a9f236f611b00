import { abandonedIds } from "../state/lost";
import type { Observed } from "../state/observed";
import type { Problem } from "./problem";

/** Lists node IDs used by two nodes, answered by another node than known, or of an undeclared node. */
export function foreignIdentities(observed: Observed): Problem[] {
  const ids = new Map(
    [...observed].map(([name, node]) => [name, node.answers ? node.id : undefined]),
  );
  return [...copiedIdentities(ids), ...unknownIdentities(ids, observed)];
}

type Ids = ReadonlyMap<string, string | undefined>;

function copiedIdentities(ids: Ids): Problem[] {
  const seen = new Set<string>();
  const copied = new Set<string>();
  for (const id of ids.values()) {
    if (id === undefined) continue;
    (seen.has(id) ? copied : seen).add(id);
  }
  return [...ids].flatMap(([node, id = ""]) => {
    if (!copied.has(id)) return [];
    const text = `node ID ${id} is used more than once: nodes.conf was copied`;
    return [{ node, kind: "node ID is used more than once", text }];
  });
}

/** IDs that own no slots are forgotten. */
function unknownIdentities(ids: Ids, observed: Observed): Problem[] {
  const abandoned = abandonedIds(observed);
  return [...observed].flatMap(([by, node]) => {
    if (!node.answers) return [];
    return node.views.flatMap(({ id, name, flags }): Problem[] => {
      if (flags.includes("myself") || flags.includes("handshake")) return [];
      if (abandoned.get(id)?.ownsSlots === false) return [];
      if (flags.includes("noaddr")) {
        const text = `node ID ${id} has no address any more, but is known to`;
        return [{ kind: "node IDs without an address", text, by }];
      }
      if (!ids.has(name)) {
        const text = `not declared, but known with node ID ${id} to`;
        return [{ node: name, kind: "not declared, but known to members", text, by }];
      }
      const answer = ids.get(name);
      if (answer === undefined || answer === id) return [];
      const text = `answers with node ID ${answer}, but is known with ${id} to`;
      return [{ node: name, kind: "answers with another node ID", text, by }];
    });
  });
}
