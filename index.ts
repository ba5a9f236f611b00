import { randomUUID } from "node:crypto";
import { Provider } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { needsConverge, peersKnowOf } from "./components/cluster/plan/assess";
import { blindStart } from "./components/cluster/plan/blindStart";
import { describeAssessment } from "./components/cluster/plan/describeAssessment";
import { nodeName, nodesOf } from "./components/cluster/spec/clusterSpec";
import { place } from "./components/cluster/spec/placement";
import { startOrder } from "./components/cluster/spec/startOrder";
import { ClusterBootstrap } from "./components/clusterBootstrap";
import { ClusterVerification } from "./components/clusterVerification";
import { readSettings } from "./components/config/readSettings";
import { describeExchange } from "./components/operations/redis/exchange";
import { trustHosts } from "./components/operations/ssh/trust/trustHosts";
import { inspectCluster } from "./components/operations/verbs/inspectCluster";
import { isInspectionOff } from "./components/operations/verbs/inspectionOff";
import { refusal } from "./components/pulumi/refusal";
import { refuseUntrusted } from "./components/pulumi/refuseUntrusted";
import { warnOfHosts } from "./components/pulumi/warnOfHosts";
import { RedisClusterNode } from "./components/redisClusterNode";
import { RedisHost } from "./components/redisHost";

/** The stack: configuration -> a look at what runs -> hosts -> nodes -> cluster -> proof -> outputs. */
export = async () => {
  const { config: given, credentials, password } = await readSettings(new pulumi.Config());
  // Asked for first, it starts while the look goes on; else it would start with the first command.
  const providers = [new Provider("command")];
  const hosts = await trustHosts(given, pulumi.log.info).catch(refuseUntrusted);
  const config = { ...given, hosts };
  const spec = { ...config, credentials, password };
  const isOff = isInspectionOff(process.env);
  const look = await inspectCluster(spec, { isOff }).catch(refuseUntrusted);
  if (look.rejections.length > 0) throw refusal(describeAssessment(look));
  const blind = blindStart(look);
  if (blind !== undefined && !pulumi.runtime.isDryRun()) throw refusal(blind);
  const isWanted = needsConverge(look);
  if (pulumi.runtime.isDryRun() || isWanted) {
    await pulumi.log.info(describeAssessment(look));
  }

  const common = { ...config, password, credentials: pulumi.secret(credentials) };
  const made = config.hosts.map((host) => {
    const problem = look.withoutScript.includes(host.address) ? randomUUID() : undefined;
    return {
      ...host,
      resource: new RedisHost(host.address, { ...common, ...host, problem }, { providers }),
    };
  });
  // Else the nodes of the host that is ready first would all come before the others' primaries.
  const dependsOn = Promise.all(made.map(({ resource }) => resource.prepared)).then(() => []);
  const nodes = startOrder(place(config), made).map(({ host: { address, resource }, port }) => {
    const peersKnow = peersKnowOf(look, nodeName({ address, port }));
    const args = { ...common, host: resource, port, peersKnow };
    return new RedisClusterNode(`${address}-${port}`, args, { dependsOn });
  });
  warnOfHosts(made.map(({ resource }) => resource));
  const cluster = {
    ...common,
    problem: isWanted ? `${describeAssessment(look)}\n${randomUUID()}` : undefined,
  };
  const bootstrap = new ClusterBootstrap("cluster", { ...cluster, nodes }, { providers });
  const verification = new ClusterVerification("proof", { ...cluster, bootstrap }, { providers });

  return {
    nodes: bootstrap.report.nodes,
    startupNodes: nodesOf(config.hosts).map(nodeName),
    server: bootstrap.report.server,
    version: bootstrap.report.version,
    stoppedByTheLossOf: bootstrap.report.singlePointsOfFailure,
    proof: verification.proof.path.apply((path) => path.map(describeExchange)),
  };
};
