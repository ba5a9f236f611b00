import { expect, test } from "vitest";
import { check } from "../../../../tools/engine/provider/check";
import { toSecret, UNKNOWN } from "../../../../tools/engine/provider/value";

const connection = { host: "192.0.2.1" };
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
  const { inputs } = check("remote", { create: "true", connection });
  expect(inputs["connection"]).toEqual(toSecret(filled));
});

test("a secret connection stays secret once, and keeps what it says", () => {
  const given = { ...filled, port: 2222, privateKey: toSecret("KEY") };
  const { inputs } = check("remote", { connection: toSecret(given) });
  expect(inputs["connection"]).toEqual(toSecret(given));
});

test("unknown values pass, wherever they are", () => {
  const news = { create: UNKNOWN, environment: { A: UNKNOWN }, connection: { host: UNKNOWN } };
  expect(check("remote", news).failures).toEqual([]);
  expect(check("remote", { connection: UNKNOWN }).inputs["connection"]).toEqual(toSecret(UNKNOWN));
  expect(check("local", { stdin: toSecret(UNKNOWN) }).failures).toEqual([]);
});

test("all that is wrong is named by its path, and no value is shown", () => {
  const { failures } = check("remote", {
    create: 1,
    logging: "loud",
    environment: { A: 1 },
    stdin: toSecret(["hidden"]),
    connection: toSecret({ privateKee: "hidden", port: "22" }),
  });
  expect(failures).toEqual([
    { property: "create", reason: "must be a string" },
    { property: "logging", reason: "must be one of stdout, stderr, stdoutAndStderr, none" },
    { property: "environment", reason: "must be an object of strings" },
    { property: "stdin", reason: "must be a string" },
    { property: "connection.privateKee", reason: "is not an input that this engine serves" },
    { property: "connection.port", reason: "must be a number" },
    { property: "connection.host", reason: "is missing" },
  ]);
});

test("what only the real provider serves is refused by name", () => {
  expect(check("local", { assetPaths: ["*"] }).failures).toEqual([
    { property: "assetPaths", reason: "is not an input that this engine serves" },
  ]);
  expect(check("remote", { connection: { ...connection, proxy: connection } }).failures).toEqual([
    { property: "connection.proxy", reason: "is not an input that this engine serves" },
  ]);
  expect(check("remote", {}).failures).toEqual([{ property: "connection", reason: "is missing" }]);
});
