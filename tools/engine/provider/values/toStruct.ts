import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "./value";

/** Writes JSON as a protobuf Struct. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}
