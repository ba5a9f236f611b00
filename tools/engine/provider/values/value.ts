/**
 * A property value as Pulumi's engine sends it: JSON, in which an object with the key `SIGNATURE`
 * stands for something that JSON lacks, and the text `UNKNOWN` for what is not known before `up`.
 *
 * @see sdk/go/common/resource/plugin/rpc.go and sdk/go/common/resource/properties.go of pulumi/pulumi
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** The inputs or the state of one resource. */
export type Properties = { [key: string]: Value };

/** The key that marks a special object. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The value of `SIGNATURE` in a secret, whose plain value lies beside it under `value`. */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a value that is known only during `up`. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
