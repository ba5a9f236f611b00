// The plugin `pulumi-language-nodejs`; the CLI starts it with its engine's address as the first argument.
// For machines where the CLI could not be downloaded together with its language hosts.
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { servePlugin } from "../servePlugin";
import { languageService } from "./languageService";
import { ProgramRunner } from "./programRunner";

const runner = new ProgramRunner(process.argv[2]);
void servePlugin({
  definition: LanguageRuntimeService,
  implementation: languageService(runner),
  onAbandoned: async () => runner.stop(),
});
