import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties, Value } from "./value";

/** Reads a protobuf Struct as JSON; a missing one is empty. */
export function fromStruct(struct: Struct | undefined): Properties {
  const properties: Properties = {};
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) {
    properties[key] = value as Value;
  }
  return properties;
}
