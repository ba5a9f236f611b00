import { text } from "node:stream/consumers";
import type { RunSpec } from "../spec/runSpec";
import { messageOf } from "../text/messageOf";

/**
 * The program that the resources run: `main.ts converge|verify|release`, with a RunSpec as JSON on
 * standard input. The result is JSON on standard output, what it does and what failed are lines on
 * standard error; exit code 0 or 1.
 */
async function main(verb: string | undefined): Promise<void> {
  const spec: RunSpec = JSON.parse(await text(process.stdin));
  process.stdout.write(`${JSON.stringify(await run(verb, spec))}\n`);
}

/** Each verb loads what it uses: destroy needs no Redis client, and the proof no SSH. */
async function run(verb: string | undefined, spec: RunSpec): Promise<object> {
  switch (verb) {
    case "converge": {
      const { converge } = await import("./verbs/converge");
      return converge(spec, say);
    }
    case "verify": {
      const { verify } = await import("./verbs/verify");
      return verify(spec);
    }
    case "release": {
      const { release } = await import("./verbs/release");
      const unreached = await release(spec);
      for (const line of unreached) say(line);
      return { unreached };
    }
    default:
      throw new TypeError(`Cannot run "${verb}" as it is no verb: converge, verify or release`);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv[2]).catch((error: unknown) => {
  say(messageOf(error));
  process.exitCode = 1;
});
