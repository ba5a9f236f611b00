/**
 * The plugin `pulumi-language-nodejs`: starts the stack's program with the SDK's own `cmd/run`. For
 * machines where the Pulumi CLI could not be downloaded together with its language hosts. It follows
 * the service of proto/pulumi/language.proto. The Pulumi CLI starts it, with its engine's address as
 * the first argument.
 */
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
