import { expect, test } from "vitest";
import { installCommand, parseWarnings } from "../../../components/host/installScript";
import { NODE_SCRIPT, nodeScriptPath } from "../../../components/host/nodeScript";
import type { Directives } from "../../../components/spec/directives";

test("installCommand() carries the script, which ends with the call of main, and no secret", () => {
  const { command, stdin } = installCommand({
    address: "192.168.56.65",
    directory: "/root/conf",
    directives: { MaxClients: "20", "tcp-backlog": ["128", "256"] },
  });
  expect(command).toBe(
    `env DIRECTORY=/root/conf ADDRESS=192.168.56.65 SCRIPT=${nodeScriptPath("/root/conf")} TCP_BACKLOG=256 MAX_CLIENTS=20 sh -eu -s install`,
  );
  expect(NODE_SCRIPT.endsWith('\nmain "$@" </dev/null\n')).toBe(true);
  expect(stdin).toContain(
    `\nreceive <<'END_OF_NODE_SCRIPT'\n${NODE_SCRIPT}END_OF_NODE_SCRIPT\npublish\n`,
  );
});

test.each<Directives>([{}, { maxclients: "many" }, { "tcp-backlog": [] }])(
  "installCommand() takes the servers' own defaults with the directives %j",
  (directives) => {
    const { command } = installCommand({
      address: "192.168.56.65",
      directory: "/root",
      directives,
    });
    expect(command).toContain(" TCP_BACKLOG=511 MAX_CLIENTS=10000 ");
  },
);

test.each<[string, string, string[]]>([
  ["a healthy host", '{"warnings":[]}\n', []],
  ["two warnings", '{"warnings":["a","b \\"c\\""]}\n', ["a", 'b "c"']],
  ["lines of a login shell before it", 'Welcome\n{"warnings":["a"]}\n', ["a"]],
])("parseWarnings() reads %s", (_, stdout, warnings) => {
  expect(parseWarnings(stdout, "10.0.0.5")).toEqual(warnings);
});

test.each([
  ["nothing", "", '""'],
  ["a truncated line", '{"warnings":["a', String.raw`"{\"warnings\":[\"a"`],
  ["another object", '{"running":true}', String.raw`"{\"running\":true}"`],
  ["warnings that are no texts", '{"warnings":[7]}', String.raw`"{\"warnings\":[7]}"`],
  ["null", "null", '"null"'],
])("parseWarnings() names the host and quotes %s", (_, stdout, quoted) => {
  expect(() => parseWarnings(stdout, "10.0.0.5")).toThrow(
    new Error(`Cannot read the warnings of 10.0.0.5. The script on the host printed ${quoted}`),
  );
});
