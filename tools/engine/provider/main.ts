/**
 * The plugin `pulumi-resource-command`: the provider of the package "command", with the inputs that
 * the components set. For machines where the real plugin cannot be downloaded. It follows the
 * behaviour of pulumi-command v1.2.1 and the service of proto/pulumi/provider.proto. The Pulumi CLI
 * starts it, with its engine's address as the first argument.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Server } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { serve, serverOptions } from "../servePlugin";

import { CommandProvider } from "./commandProvider";
import { commandService } from "./commandService";
import { EngineLog } from "./engineLog";

/** How long commands continue without a CLI, ms. The real provider takes as long to notice. */
const LONGEST_ORPHAN = 5 * 60 * 1000;

const provider = new CommandProvider(new EngineLog(process.argv[2]));
const server = new Server(serverOptions);
server.addService(ResourceProviderService, commandService(provider));
void serve(server, async () => {
  await Promise.race([provider.idle(), delay(LONGEST_ORPHAN)]);
});
