import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  ConfigureResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  GetSchemaResponse,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { unary } from "../servePlugin";
import { COMMAND_VERSION } from "../versions";
import { check } from "./check";
import type { CommandProvider } from "./commandProvider";
import { diff, diffResponse } from "./diff";
import { commandType } from "./fields";
import { fromStruct, toStruct } from "./value";

/** The calls that the engine makes. @see proto/pulumi/provider.proto of pulumi/pulumi */
export function commandService(provider: CommandProvider): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(COMMAND_VERSION)),
    getSchema: unary(() => new GetSchemaResponse().setSchema(SCHEMA)),
    checkConfig: unary((r: CheckRequest) => new CheckResponse().setInputs(r.getNews())),
    diffConfig: unary(() => new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_NONE)),
    configure: unary(() => new ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
    check: unary(checkInputs),
    diff: unary(diffInputs),
    create: unary((r: CreateRequest) => create(provider, r)),
    read: unary(read),
    update: unary((r: UpdateRequest) => update(provider, r)),
    delete: unary(async (r: DeleteRequest) => {
      await provider.delete(r.getUrn(), fromStruct(r.getProperties()));
      return new Empty();
    }),
    cancel: unary(() => {
      provider.cancel();
      return new Empty();
    }),
  };
}

const SCHEMA = JSON.stringify({ name: "command", version: COMMAND_VERSION });

function checkInputs(request: CheckRequest): CheckResponse {
  const news = fromStruct(request.getNews());
  const { inputs, failures } = check(commandType(request.getUrn()), news);
  const response = new CheckResponse().setInputs(toStruct(inputs));
  for (const { property, reason } of failures) {
    response.addFailures(new CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}

function diffInputs(request: DiffRequest): DiffResponse {
  const olds = fromStruct(request.getOldInputs());
  const news = fromStruct(request.getNews());
  for (const key of request.getIgnorechangesList()) {
    const old = olds[key];
    if (old !== undefined) news[key] = old;
  }
  return diffResponse(diff(olds, news));
}

async function create(provider: CommandProvider, request: CreateRequest): Promise<CreateResponse> {
  const { id, state } = await provider.create({
    urn: request.getUrn(),
    inputs: fromStruct(request.getProperties()),
    isPreview: request.getPreview(),
  });
  return new CreateResponse().setId(id).setProperties(toStruct(state));
}

async function update(provider: CommandProvider, request: UpdateRequest): Promise<UpdateResponse> {
  const declared = {
    urn: request.getUrn(),
    inputs: fromStruct(request.getNews()),
    isPreview: request.getPreview(),
  };
  const state = await provider.update(declared, fromStruct(request.getOlds()));
  return new UpdateResponse().setProperties(toStruct(state));
}

/** A command cannot be read back: a refresh returns the state. */
function read(request: ReadRequest): ReadResponse {
  return new ReadResponse()
    .setId(request.getId())
    .setProperties(request.getProperties())
    .setInputs(request.getInputs());
}
