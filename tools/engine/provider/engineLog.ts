import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Shows lines beside a resource while it is worked on, by way of the CLI's engine. */
export class EngineLog {
  readonly #client: EngineClient | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param address the engine's `"127.0.0.1:PORT"`, the plugin's first argument; without it nothing is shown */
  constructor(address: string | undefined) {
    if (address === undefined) return;
    this.#client = new EngineClient(address, credentials.createInsecure());
  }

  /** Sends one line; it is passing, so that it is shown in the resource's row and kept nowhere. */
  line(urn: string, text: string): void {
    const client = this.#client;
    if (client === undefined) return;
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setUrn(urn);
    request.setMessage(text);
    request.setEphemeral(true);
    // One after the other, or lines would overtake each other. An engine that is gone is no error.
    this.#last = this.#last.then(() => new Promise((done) => client.log(request, () => done())));
  }

  /** Waits until every line was taken, so that none comes after its command's end. */
  async flush(): Promise<void> {
    await this.#last;
  }
}
