import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import {
  AboutResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  type RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PackageDependency, PluginDependency, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { unary } from "../servePlugin";
import { CLI_VERSION, COMMAND_VERSION } from "../versions";
import type { ProgramRunner } from "./programRunner";

/** The calls of preview, up and destroy. @see proto/pulumi/language.proto of pulumi/pulumi */
export function languageService(runner: ProgramRunner): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(CLI_VERSION)),
    about: unary(() =>
      new AboutResponse().setExecutable(process.execPath).setVersion(process.version),
    ),
    getRequiredPackages: unary(() => {
      const response = new GetRequiredPackagesResponse();
      response.addPackages(
        new PackageDependency().setName("command").setKind("resource").setVersion(COMMAND_VERSION),
      );
      return response;
    }),
    getRequiredPlugins: unary(() => {
      const response = new GetRequiredPluginsResponse();
      response.addPlugins(
        new PluginDependency().setName("command").setKind("resource").setVersion(COMMAND_VERSION),
      );
      return response;
    }),
    run: unary((request: RunRequest) => run(runner, request)),
    cancel: unary(() => {
      runner.stop();
      return new Empty();
    }),
  };
}

async function run(runner: ProgramRunner, request: RunRequest): Promise<RunResponse> {
  const { error, isBail } = await runner.run({
    programDirectory: request.getInfo()?.getProgramDirectory() || request.getPwd(),
    rootDirectory: request.getInfo()?.getRootDirectory() || request.getPwd(),
    entryPoint: request.getInfo()?.getEntryPoint() || request.getProgram() || ".",
    options: request.getInfo()?.getOptions()?.toJavaScript() ?? {},
    pwd: request.getPwd(),
    args: request.getArgsList(),
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    monitorAddress: request.getMonitorAddress(),
    isDryRun: request.getDryrun(),
    parallel: request.getParallel(),
    config: Object.fromEntries(request.getConfigMap().toArray()),
    secretKeys: request.getConfigsecretkeysList(),
  });
  return new RunResponse().setError(error).setBail(isBail);
}
