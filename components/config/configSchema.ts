import { isIP } from "node:net";
import { z } from "zod";
import { isOwned } from "../host/ownedDirectives";
import { hostKey } from "../operations/ssh/trust/hostKey";

const NOT_EMPTY = "must not be empty";

/** A port whose bus port, 10000 above it, is a port too. */
const serverPort = z
  .int()
  .min(1, "must be at least 1")
  .max(55_535, "must be at most 55535, as the cluster bus uses the port 10000 above it");

const PORT_RULE = "must be a port, 1 to 65535";
const sshPort = z.int().min(1, PORT_RULE).max(65_535, PORT_RULE);

const ip = z
  .string()
  .refine((text) => isIP(text) !== 0, "must be an IP address, as the nodes announce it to clients");

const publicKey = z
  .string()
  .refine(
    (line) => hostKey(line) !== undefined,
    'must be a public key, "ssh-ed25519 AAAA...", as ssh_host_ed25519_key.pub on the host has it',
  )
  .transform((line) => hostKey(line));

/** Some readers of YAML take a plain yes or no for true or false. */
function asWord(value: unknown): unknown {
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}

/** One entry of `hosts`. */
export const hostSchema = z.strictObject({
  address: ip,
  ports: z.array(serverPort).min(1, "must name at least one port"),
  domain: z.string().min(1, NOT_EMPTY).optional(),
  ssh: z
    .strictObject({
      address: z.string().min(1, NOT_EMPTY).optional(),
      port: sshPort.optional(),
      user: z.string().min(1, NOT_EMPTY).optional(),
      hostKey: publicKey.optional(),
    })
    .optional(),
});

/** One line of a conf: no control character may end it early. */
const confText = z
  .string()
  .refine((text) => !/[\p{Cc}]/u.test(text), "must be one line without control characters");

const directiveValue = z
  .union([confText, z.number(), z.boolean()])
  .transform((value) => (typeof value === "boolean" ? (value ? "yes" : "no") : String(value)));

const directiveName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "must be the name of a redis.conf directive in lower case")
  .refine((name) => !isOwned(name), "is a directive that the stack itself decides: remove it");

/** The shape of the configuration, each key with the rule that its value must keep. */
export const configSchema = z.strictObject({
  hosts: z.array(hostSchema).min(1, "must name at least one host"),
  replicas: z.int().min(0, "must be 0 or more").default(1),
  allowSharedDomain: z.boolean().default(false),
  directory: confText
    .refine(
      (path) => /^\/[^/]/.test(path) && !path.split("/").includes(".."),
      'must be an absolute folder other than "/"',
    )
    .transform((path) => path.replace(/\/+$/, ""))
    .default("/root/conf"),
  directives: z
    .record(directiveName, z.union([directiveValue, z.array(directiveValue)]))
    .default({}),
  ssh: z
    .strictObject({
      user: z.string().min(1, NOT_EMPTY).default("root"),
      port: sshPort.default(22),
      privateKeyPath: z.string().min(1, NOT_EMPTY).optional(),
      agent: z.boolean().default(false),
      hostKey: publicKey.optional(),
      knownHosts: z.string().min(1, NOT_EMPTY).default("~/.ssh/known_hosts"),
      hostKeyChecking: z.preprocess(asWord, z.enum(["yes", "accept-new", "no"])).default("yes"),
    })
    .prefault({}),
  serverCommand: confText.min(1, NOT_EMPTY).default("redis-server"),
  onDestroy: z.enum(["keep", "delete"]).default("keep"),
});

/** The keys that may stand at a path of the configuration: `["hosts", 1]` has address, ports, .. */
export function knownKeys([first, , third]: readonly PropertyKey[]): string[] {
  if (first === undefined) return Object.keys(configSchema.shape);
  if (first === "ssh") return Object.keys(configSchema.shape.ssh.unwrap().shape);
  if (third === "ssh") return Object.keys(hostSchema.shape.ssh.unwrap().shape);
  return Object.keys(hostSchema.shape);
}
