// The plugin `pulumi-resource-command`; the CLI starts it with its engine's address as the first argument.
// For machines where the official plugin cannot be downloaded. It follows pulumi-command v1.2.1.
import { setTimeout as delay } from "node:timers/promises";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { servePlugin } from "../servePlugin";
import { CommandProvider } from "./commandProvider";
import { commandService } from "./commandService";
import { EngineLog } from "./engineLog";

/** ms that commands continue without a CLI. The official provider takes as long to notice. */
const LONGEST_ORPHAN = 5 * 60 * 1000;

const provider = new CommandProvider(new EngineLog(process.argv[2]));
void servePlugin({
  definition: ResourceProviderService,
  implementation: commandService(provider),
  onAbandoned: () => Promise.race([provider.idle(), delay(LONGEST_ORPHAN)]),
});
