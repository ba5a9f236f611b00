import { text } from "node:stream/consumers";
import { claimedHosts } from "../spec/claimSpec";
import type { RunHost } from "../spec/runSpec";
import { messageOf } from "../text/messageOf";
import { parseClaimSpec, parseRunSpec } from "./verbs/parseRunSpec";

/**
 * The program that the resources run: a verb as argument ("claim OWNER"), its spec as JSON on standard input.
 * Writes the result as JSON to standard output, progress and errors to standard error. Exit code 0 or 1.
 * @param environment `PULUMI_COMMAND_STDOUT` is the output of the resource's last run; `FORMER_HOSTS` has the hosts that
 *   the last `up` claimed, as JSON, if the configuration has none of them;
 *   `REDIS_CLUSTER_STOP_AFTER=7`, for tests, kills converge after seven steps
 */
async function main(command: string | undefined, environment: NodeJS.ProcessEnv): Promise<void> {
  const [verb = "", owner] = (command ?? "").split(" ");
  const run = VERBS.get(verb);
  if (run === undefined)
    throw new TypeError(`Cannot run "${verb}": the verbs are ${[...VERBS.keys()].join(", ")}`);
  const result = await run(await text(process.stdin), environment, owner);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

type Verb = (
  spec: string,
  environment: NodeJS.ProcessEnv,
  owner: string | undefined,
) => Promise<object>;

/** Each verb loads only what it uses: claim and stop need no Redis client, verify no SSH. */
const VERBS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  [
    "converge",
    async (spec, environment) => {
      const { converge } = await import("./verbs/converge");
      const stopAfter = environment["REDIS_CLUSTER_STOP_AFTER"];
      return converge(parseRunSpec(spec), {
        say,
        stopAfter: stopAfter ? Number(stopAfter) : undefined,
      });
    },
  ],
  [
    "verify",
    async (spec) => {
      const { verify } = await import("./verbs/verify");
      return verify(parseRunSpec(spec));
    },
  ],
  [
    "claim",
    async (spec, environment, owner) => {
      const { claimCluster } = await import("./verbs/claimCluster");
      return claimCluster(parseClaimSpec(spec), {
        owner,
        previous: claimIn(environment),
        formerHosts: formerHostsIn(environment),
      });
    },
  ],
  [
    "stop",
    async (spec, environment) => {
      const { stopCluster } = await import("./verbs/stopCluster");
      const claim = claimIn(environment);
      if (claim === undefined) throw new Error("Cannot stop the cluster: the state has no claim");
      const done = await stopCluster(parseClaimSpec(spec), claim);
      for (const line of done) say(line);
      return {};
    },
  ],
]);

/** The claim in the resource's last output; undefined at its creation, and in the state of a former version. */
function claimIn({ PULUMI_COMMAND_STDOUT: output = "" }: NodeJS.ProcessEnv): string | undefined {
  return /"claim":"([0-9a-f-]+)"/.exec(output)?.[1];
}

/** The program tells them; else the resource's last output does, unless a former version wrote it. */
function formerHostsIn({
  FORMER_HOSTS: told = "",
  PULUMI_COMMAND_STDOUT: output = "",
}: NodeJS.ProcessEnv): readonly RunHost[] {
  const hosts = claimedHosts(told);
  return hosts.length > 0 ? hosts : claimedHosts(output);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv[2], process.env).catch((error: unknown) => {
  say(messageOf(error));
  process.exitCode = 1;
});
