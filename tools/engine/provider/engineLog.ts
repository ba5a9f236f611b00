import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export class EngineLog {
  readonly #client: EngineClient | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param address the engine's `"127.0.0.1:PORT"`; without it nothing is shown */
  constructor(address: string | undefined) {
    if (address === undefined) return;
    this.#client = new EngineClient(address, credentials.createInsecure());
  }

  /** Sends one line. It is ephemeral: shown in the resource's row and not kept. */
  line(urn: string, text: string): void {
    const client = this.#client;
    if (client === undefined) return;
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setUrn(urn);
    request.setMessage(text);
    request.setEphemeral(true);
    // One after the other, to keep their order. An engine that has ended is not an error.
    this.#last = this.#last.then(() => new Promise((done) => client.log(request, () => done())));
  }

  /** Waits until every line was sent, so that none appears after its command's end. */
  async flush(): Promise<void> {
    await this.#last;
  }
}
