import * as pulumi from "@pulumi/pulumi";

/** One resource as the program asked the engine for it. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  /** The parent's name; empty for what hangs on the stack itself. */
  readonly parent: string;
  /** As they reach the provider; what is secret of them is in `secrets`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The names of the inputs that are secret. */
  readonly secrets: readonly string[];
  readonly dependsOn: readonly string[];
  readonly ignoreChanges: readonly string[];
}

/** A value that a preview does not know. */
const UNKNOWN = "unknown in a preview";

/** What commands print, by patterns of how their names end: `{ "-script": "{}" }`. */
export type Printed = Readonly<Record<string, string>>;

/**
 * Runs a program against mocks and returns its resources in the order in which they were asked for,
 * and the program's outputs. Options and secrets, which mocks do not show, come from a transformation.
 */
export async function recordResources(
  program: () => object | Promise<object>,
  printed: Printed,
  preview = false,
): Promise<{
  resources: RecordedResource[];
  outputs: Record<string, unknown>;
  /** The names in the order of their registration, each after all that it depends on. */
  registered: string[];
}> {
  const registered: string[] = [];
  const rejections = collectRejections();
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: ({ name, inputs }) => {
        registered.push(name);
        return { id: `${name}-id`, state: { ...inputs, stdout: printedBy(name, printed) } };
      },
    },
    "redis-cluster",
    "dev",
    preview,
    "acme",
  );
  const recorded: Promise<RecordedResource>[] = [];
  let outputs: Record<string, unknown> = {};
  let failure: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation((args) => {
      recorded.push(record(args));
      return undefined;
    });
    try {
      outputs = await valuesOf(await program());
    } catch (error) {
      // Nobody would catch it if it were thrown here: the stack is another resource.
      failure = error;
    }
    return {};
  });
  await pulumi.runtime.disconnect();
  const [rejection] = await rejections.end();
  failure ??= rejection;
  if (failure !== undefined) throw failure;
  return { resources: await Promise.all(recorded), outputs, registered };
}

/**
 * Collects unhandled rejections: a component whose initialize() fails rejects each of its outputs. Pulumi's
 * language host prints the first and ends the program; here it is the program's failure.
 */
function collectRejections(): { end(): Promise<unknown[]> } {
  const reasons: unknown[] = [];
  const collect = (reason: unknown) => reasons.push(reason);
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", collect);
  return {
    async end() {
      // They are reported once the microtasks have run.
      await new Promise((resolve) => setImmediate(resolve));
      process.off("unhandledRejection", collect);
      for (const other of others) process.on("unhandledRejection", other);
      return reasons;
    },
  };
}

async function record(args: pulumi.ResourceTransformationArgs): Promise<RecordedResource> {
  const { type, name, props, opts } = args;
  const options: pulumi.CustomResourceOptions = opts;
  const dependsOn = [await options.dependsOn].flat().filter(pulumi.Resource.isInstance);
  const [parent = ""] = await namesOf([opts.parent].filter(pulumi.Resource.isInstance));
  const given = Object.entries<unknown>(props).filter(([, value]) => value !== undefined);
  const marks = await Promise.all(given.map(([, value]) => isSecret(value)));
  return {
    type,
    name,
    parent,
    inputs: await valuesOf(Object.fromEntries(given)),
    secrets: given.map(([key]) => key).filter((_, index) => marks[index]),
    dependsOn: await namesOf(dependsOn),
    ignoreChanges: options.ignoreChanges ?? [],
  };
}

/** The logical names of resources: the ends of their URNs. */
async function namesOf(resources: readonly pulumi.Resource[]): Promise<string[]> {
  const urns = await Promise.all(resources.map(({ urn }) => known<string>(urn)));
  return urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
}

async function isSecret(value: unknown): Promise<boolean> {
  return pulumi.Output.isInstance(value) && pulumi.isSecret(value);
}

async function valuesOf(values: object): Promise<Record<string, unknown>> {
  const entries = Object.entries(values).map(async ([key, value]) => [key, await known(value)]);
  return Object.fromEntries(await Promise.all(entries));
}

function known<T>(value: pulumi.Input<T>): Promise<T> {
  const output = pulumi.output(value);
  return new Promise((resolve, reject) => {
    const isKnown: unknown = Reflect.get(output, "isKnown");
    Promise.resolve(isKnown).then((known) => known || resolve(UNKNOWN as T), reject);
    output.apply((found) => resolve(found as T));
  });
}

function printedBy(name: string, printed: Printed): string | undefined {
  return Object.entries(printed).find(([end]) => new RegExp(`${end}$`).test(name))?.[1];
}
