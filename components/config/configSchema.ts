import { z } from "zod";
import { isOwned } from "../host/ownedDirectives";
import { hostKey } from "../operations/ssh/trust/hostKey";
import { DEFAULTS } from "../spec/defaults";
import { REMOVE_DIRECTIVE, writeLowerCase } from "../text/cures/configCures";
import { addressFault, shortAddress } from "./ipAddress";

const NOT_EMPTY = "must not be empty";

const serverPort = z
  .int()
  .min(1, "must be at least 1")
  .max(55_535, "must be at most 55535: the cluster bus uses the port + 10000");

const PORT_RULE = "must be a port, 1 to 65535";
const sshPort = z.int().min(1, PORT_RULE).max(65_535, PORT_RULE);

const ip = z
  .string()
  .refine((text) => addressFault(text) === undefined, {
    error: ({ input }) => addressFault(`${input}`),
  })
  .transform(shortAddress);

const publicKey = z
  .string()
  .refine(
    (line) => hostKey(line) !== undefined,
    'must be a public key like the one in /etc/ssh/ssh_host_ed25519_key.pub on the host: "ssh-ed25519 AAAA..."',
  )
  .transform((line) => hostKey(line));

/** YAML 1.1 reads a plain yes or no as a boolean. */
function asWord(value: unknown): unknown {
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}

const hostSchema = z.strictObject({
  address: ip,
  ports: z.array(serverPort).min(1, "must name at least one port"),
  domain: z.string().min(1, NOT_EMPTY).optional(),
  ssh: z
    .strictObject({
      address: z.string().min(1, NOT_EMPTY).transform(shortAddress).optional(),
      port: sshPort.optional(),
      user: z.string().min(1, NOT_EMPTY).optional(),
      hostKey: publicKey.optional(),
    })
    .optional(),
});

const confText = z
  .string()
  .refine((text) => !/[\p{Cc}]/u.test(text), "must be one line without control characters");

const directiveValue = z
  .union([confText, z.number(), z.boolean()])
  .transform((value) => (typeof value === "boolean" ? (value ? "yes" : "no") : String(value)));

const directiveName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, { error: ({ input }) => nameFault(`${input}`) })
  .refine(
    (name) => !isOwned(name),
    `is a directive that the stack sets itself: ${REMOVE_DIRECTIVE}`,
  );

function nameFault(name: string): string {
  const lower = name.toLowerCase();
  return /^[a-z][a-z0-9_-]*$/.test(lower)
    ? writeLowerCase(lower)
    : "must be the name of a redis.conf directive: letters, digits, - and _";
}

export const configSchema = z.strictObject({
  hosts: z.array(hostSchema).min(1, "must name at least one host"),
  replicas: z.int().min(0, "must be 0 or more").default(DEFAULTS.replicas),
  allowSharedDomain: z.boolean().default(DEFAULTS.allowSharedDomain),
  allowNoPassword: z.boolean().default(DEFAULTS.allowNoPassword),
  directory: confText
    .refine(
      (path) => /^\/[^/]/.test(path) && !path.split("/").includes(".."),
      'must be an absolute directory, and not "/"',
    )
    .transform((path) => path.replace(/\/+$/, ""))
    .default(DEFAULTS.directory),
  migration: z
    .strictObject({
      parallel: z.int().min(1, "must be 1 or more").optional(),
      keysPerSecond: z.int().min(1, "must be 1 or more").optional(),
    })
    .optional(),
  directives: z
    .record(directiveName, z.union([directiveValue, z.array(directiveValue)]))
    .default({}),
  ssh: z
    .strictObject({
      user: z.string().min(1, NOT_EMPTY).default(DEFAULTS.sshUser),
      port: sshPort.default(DEFAULTS.sshPort),
      privateKeyPath: z.string().min(1, NOT_EMPTY).optional(),
      agent: z.boolean().default(false),
      hostKey: publicKey.optional(),
      knownHosts: z.string().min(1, NOT_EMPTY).default(DEFAULTS.knownHosts),
      hostKeyChecking: z
        .preprocess(asWord, z.enum(["yes", "accept-new", "no"]))
        .default(DEFAULTS.hostKeyChecking),
    })
    .prefault({}),
  serverCommand: confText.min(1, NOT_EMPTY).default(DEFAULTS.serverCommand),
  adopt: z.string().min(1, NOT_EMPTY).optional(),
  onDestroy: z.enum(["keep", "delete"]).default(DEFAULTS.onDestroy),
});

/** A configuration of the right shape, with defaults. */
export type Config = z.infer<typeof configSchema>;

export type HostConfig = z.infer<typeof hostSchema>;

/** The keys that are possible at a path of the configuration: at `["hosts", 1]` address, ports, ... */
export function knownKeys([first, , third]: readonly PropertyKey[]): string[] {
  if (first === undefined) return Object.keys(configSchema.shape);
  if (first === "ssh") return Object.keys(configSchema.shape.ssh.unwrap().shape);
  if (third === "ssh") return Object.keys(hostSchema.shape.ssh.unwrap().shape);
  return Object.keys(hostSchema.shape);
}
