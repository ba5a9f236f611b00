import { expect, test } from "vitest";
import { check, unservedIn } from "../../../../tools/engine/provider/check";
import { type Properties, toSecret, UNKNOWN } from "../../../../tools/engine/provider/value";

const connection = { host: "192.0.2.1" };
const noPrevious = { addPreviousOutputInEnv: false };
const filled = {
  host: "192.0.2.1",
  port: 22,
  user: "root",
  dialErrorLimit: 10,
  perDialTimeout: 15,
};

test("a local command's default is filled in, and a null is left out", () => {
  expect(check("local", { create: "true", update: null })).toEqual({
    inputs: { create: "true", addPreviousOutputInEnv: true },
    failures: [],
  });
  const given = { create: "true", addPreviousOutputInEnv: false };
  expect(check("local", given).inputs).toEqual(given);
});

test("a connection's defaults are filled in, and it comes back secret", () => {
  const { inputs } = check("remote", { create: "true", connection, ...noPrevious });
  expect(inputs["connection"]).toEqual(toSecret(filled));
});

test("a secret connection stays secret once, and keeps its values", () => {
  const given = { ...filled, port: 2222, privateKey: toSecret("KEY") };
  const { inputs } = check("remote", { connection: toSecret(given), ...noPrevious });
  expect(inputs["connection"]).toEqual(toSecret(given));
});

test("unknown values are accepted everywhere", () => {
  const news = { create: UNKNOWN, connection: { host: UNKNOWN }, ...noPrevious };
  expect(check("remote", news).failures).toEqual([]);
  const { inputs } = check("remote", { connection: UNKNOWN, ...noPrevious });
  expect(inputs["connection"]).toEqual(toSecret(UNKNOWN));
  const local = { stdin: toSecret(UNKNOWN), environment: { A: UNKNOWN } };
  expect(check("local", local).failures).toEqual([]);
});

test("every invalid input is named by its path, and no value is shown", () => {
  const { failures } = check("remote", {
    create: 1,
    logging: "loud",
    toString: "hidden",
    stdin: toSecret(["hidden"]),
    connection: toSecret({ privateKee: "hidden", port: "22" }),
    ...noPrevious,
  });
  expect(failures).toEqual([
    { property: "create", reason: "must be a string" },
    { property: "logging", reason: "must be one of stdout, stderr, stdoutAndStderr, none" },
    { property: "toString", reason: "is not a known input" },
    { property: "stdin", reason: "must be a string" },
    { property: "connection.privateKee", reason: "is not a known input" },
    { property: "connection.port", reason: "must be a number" },
    { property: "connection.host", reason: "is missing" },
  ]);
});

const NOT_SERVED =
  "is not supported by this project's command provider. Install the Pulumi CLI, whose own provider supports it";

test.each(["dir", "assetPaths", "archivePaths"])("a local %s is rejected by name", (property) => {
  expect(check("local", { create: "true", [property]: "a" }).failures).toEqual([
    { property, reason: NOT_SERVED },
  ]);
});

test("a remote environment is rejected by name", () => {
  const news = { connection, ...noPrevious, environment: { A: "1" } };
  expect(check("remote", news).failures).toEqual([{ property: "environment", reason: NOT_SERVED }]);
});

test.each(["agentSocketPath", "privateKeyPassword", "proxy"])(
  "a connection's %s is rejected by name",
  (property) => {
    const news = { connection: toSecret({ ...connection, [property]: "a" }), ...noPrevious };
    expect(check("remote", news).failures).toEqual([
      { property: `connection.${property}`, reason: NOT_SERVED },
    ]);
  },
);

test.each<Properties>([{}, { addPreviousOutputInEnv: true }])(
  "a remote command must turn the previous output off: %j",
  (given) => {
    expect(check("remote", { connection, ...given }).failures).toEqual([
      {
        property: "addPreviousOutputInEnv",
        reason:
          "must be false: this project's command provider sends no environment variables to a host",
      },
    ]);
  },
);

test.each([
  ["dialErrorLimit", -1, "must be a whole number, 0 or more"],
  ["perDialTimeout", 0, "must be a number of seconds above 0"],
])("a connection without an end is rejected: %s %d", (property, value, reason) => {
  const news = { connection: { ...connection, [property]: value }, ...noPrevious };
  expect(check("remote", news).failures).toEqual([{ property: `connection.${property}`, reason }]);
});

test("a secret inside an object or a list is rejected, a secret object or list accepted", () => {
  const news = { environment: { A: toSecret("hidden") }, interpreter: [toSecret("hidden")] };
  expect(check("local", news).failures).toEqual([
    {
      property: "environment",
      reason: "must be an object of plain strings; to hide one, mark the whole object secret",
    },
    {
      property: "interpreter",
      reason: "must be a list of plain strings; to hide one, mark the whole list secret",
    },
  ]);
  const whole = { environment: toSecret({ A: "1" }), interpreter: toSecret(["sh"]) };
  expect(check("local", whole).failures).toEqual([]);
});

test("a remote command needs a connection", () => {
  expect(check("remote", noPrevious).failures).toEqual([
    { property: "connection", reason: "is missing" },
  ]);
});

test("unserved inputs of a state are found, and a null is none", () => {
  const remote = {
    environment: { A: "1" },
    addPreviousOutputInEnv: true,
    connection: toSecret({ ...connection, proxy: connection, agentSocketPath: null }),
  };
  expect(unservedIn("remote", remote)).toEqual(["environment", "connection.proxy"]);
  expect(unservedIn("local", { dir: "/", environment: { A: "1" } })).toEqual(["dir"]);
  expect(unservedIn("remote", { connection: toSecret(filled), stdout: "" })).toEqual([]);
});
