/**
 * The plugin `pulumi-language-nodejs`: starts the stack's program by the SDK's own `cmd/run`, for
 * machines where the Pulumi CLI could not be downloaded together with its language hosts. It follows
 * the service of proto/pulumi/language.proto. Started by the Pulumi CLI with the address of its
 * engine as first argument.
 */
import { Server } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { serve, serverOptions } from "../servePlugin";

import { languageService } from "./languageService";
import { ProgramRunner } from "./programRunner";

const runner = new ProgramRunner(process.argv[2]);
const server = new Server(serverOptions);
server.addService(LanguageRuntimeService, languageService(runner));
void serve(server, async () => runner.stop());
