import { writeFileSync } from "node:fs";
import type { NodeReport } from "../../components/cluster/plan/clusterReport";
import { describeExchange } from "../../components/operations/redis/exchange";
import { knownHosts } from "../lab/knownHosts";
import { makeKey } from "../lab/makeKey";
import { openLab } from "../lab/openLab";
import { hostAddresses } from "./demoConfig";
import { demoFolder } from "./demoFolder";
import { devConfig, openDemo, PROJECT } from "./openDemo";
import { picture } from "./picture";
import { setNameToTom } from "./transcript";

/** The part of the stack's outputs that is shown. */
interface Outputs {
  readonly nodes: readonly NodeReport[];
  readonly server: string;
  readonly version: string;
  readonly singlePointsOfFailure: readonly { kind: string; name: string; reason: string }[];
}

/** Makes the hosts, runs `up` of the dev stack on them and shows what came of it. Returns the exit code. */
export async function up(say: (line: string) => void): Promise<number> {
  const folder = demoFolder(PROJECT);
  const addresses = hostAddresses(devConfig());
  const stack = await openDemo(say);
  const lab = openLab({ directory: folder.lab, log: say });
  const running = (await lab.status()).filter(({ condition }) => condition !== "down");
  const missing = addresses.filter((one) => running.every(({ address }) => address !== one));
  if (missing.length > 0) say(`Starting the hosts ${missing.join(" and ")} on this machine`);
  const hosts = addresses.map((address) => ({ address }));
  await lab.up(hosts, { publicKey: makeKey(folder.privateKey) });
  writeFileSync(folder.knownHosts, await knownHosts(lab, addresses));

  say("Running: pulumi up");
  const code = await stack.show(["up", "--yes"]);
  if (code !== 0) return code;
  const shown = await stack.run(["stack", "output", "--json"]);
  const outputs: Outputs = JSON.parse(shown.output);
  say(describeCluster(outputs));
  const transcript = (await setNameToTom(outputs.nodes)).map(describeExchange);
  say(`\nA client's way through it:\n${transcript.map((line) => `  ${line}`).join("\n")}`);
  say(nextCommands(outputs.nodes, addresses));
  return 0;
}

function describeCluster({ nodes, server, version, singlePointsOfFailure }: Outputs): string {
  const losses = singlePointsOfFailure.map(
    ({ kind, name, reason }) => `  The loss of the ${kind} ${name} would stop it: ${reason}.`,
  );
  return [`\nThe cluster (${server} ${version}):`, picture(nodes), ...losses].join("\n");
}

function nextCommands(nodes: readonly NodeReport[], addresses: readonly string[]): string {
  const [{ port } = { port: 7000 }] = nodes;
  const [host] = addresses;
  return [
    "\nTo try next:",
    "  npm run pulumi -- preview          what would change: nothing",
    `  npm run lab -- crash ${host}    lose that host; then preview, lab -- start ${host}, up`,
    `  ssh -i .demo/id_ed25519 -o UserKnownHostsFile=.demo/known_hosts root@${host} redis-cli -c -h ${host} -p ${port} get name`,
    "  npm run demo:down                  take it all away again",
  ].join("\n");
}
