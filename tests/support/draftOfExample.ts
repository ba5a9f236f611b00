import { nodeName } from "../../components/cluster/spec/clusterSpec";
import { type Draft, draftOf } from "../../components/cluster/target/draft";
import { EXAMPLE, EXAMPLE_TOPOLOGY } from "./example";

/** A draft of the example, whose shards have these nodes now: the ports of each, its owner first. */
export function draftOfExample(...shards: readonly (readonly [number, ...number[]])[]): Draft {
  const names = new Map(
    EXAMPLE.hosts.flatMap(({ address, ports }) =>
      ports.map((port) => [port, nodeName({ address, port })]),
    ),
  );
  const kept = shards.map(([primary, ...replicas]) => ({
    slots: [],
    primary: names.get(primary) ?? `gone:${primary}`,
    replicas: replicas.map((port) => names.get(port) ?? `gone:${port}`),
  }));
  return draftOf(EXAMPLE, { kept, reference: EXAMPLE_TOPOLOGY });
}
