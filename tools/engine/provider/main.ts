/**
 * The plugin `pulumi-resource-command`: the provider of the package "command" in the parts that this
 * stack uses, for machines where the real plugin cannot be downloaded. It follows the behaviour of
 * pulumi-command v1.2.1 and the service of proto/pulumi/provider.proto. Started by the Pulumi CLI
 * with the address of its engine as first argument.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Server } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { serve, serverOptions } from "../servePlugin";

import { CommandProvider } from "./commandProvider";
import { commandService } from "./commandService";
import { EngineLog } from "./engineLog";

/** How long commands go on without a CLI, ms: as long as the real provider takes to miss it. */
const LONGEST_ORPHAN = 5 * 60 * 1000;

const provider = new CommandProvider(new EngineLog(process.argv[2]));
const server = new Server(serverOptions);
server.addService(ResourceProviderService, commandService(provider));
void serve(server, async () => {
  await Promise.race([provider.idle(), delay(LONGEST_ORPHAN)]);
});
