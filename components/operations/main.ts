import { text } from "node:stream/consumers";
import type { RunSpec } from "../spec/runSpec";
import { messageOf } from "../text/messageOf";
import { parseRunSpec } from "./verbs/parseRunSpec";

/**
 * The program that the resources run: a verb as argument, a RunSpec as JSON on standard input. Writes the result
 * as JSON to standard output, progress and errors to standard error. Exit code 0 or 1.
 * @param environment `REDIS_CLUSTER_STOP_AFTER=7`, for tests, kills converge after seven steps
 */
async function main(verb: string | undefined, environment: NodeJS.ProcessEnv): Promise<void> {
  const run = VERBS.get(verb ?? "");
  if (run === undefined)
    throw new TypeError(`Cannot run "${verb}": the verbs are ${[...VERBS.keys()].join(", ")}`);
  const spec = parseRunSpec(await text(process.stdin));
  process.stdout.write(`${JSON.stringify(await run(spec, environment))}\n`);
}

type Verb = (spec: RunSpec, environment: NodeJS.ProcessEnv) => Promise<object>;

/** Each verb loads only what it uses: release needs no Redis client, verify no SSH. */
const VERBS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  [
    "converge",
    async (spec, environment) => {
      const { converge } = await import("./verbs/converge");
      const stopAfter = environment["REDIS_CLUSTER_STOP_AFTER"];
      return converge(spec, { say, stopAfter: stopAfter ? Number(stopAfter) : undefined });
    },
  ],
  [
    "verify",
    async (spec) => {
      const { verify } = await import("./verbs/verify");
      return verify(spec);
    },
  ],
  [
    "release",
    async (spec) => {
      const { release } = await import("./verbs/release");
      const unreached = await release(spec);
      for (const line of unreached) say(line);
      return { unreached };
    },
  ],
]);

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv[2], process.env).catch((error: unknown) => {
  say(messageOf(error));
  process.exitCode = 1;
});
