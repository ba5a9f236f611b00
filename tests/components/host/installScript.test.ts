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

const NO_ANSWER = "the script that prepares the host printed no answer";

test.each<[string, string, string[]]>([
  ["a healthy host", '<<redis-cluster\n{"warnings":[]}\nredis-cluster>>', []],
  [
    "two warnings among other text",
    'hello<<redis-cluster\n{"warnings":["a","b \\"c\\""]}\nredis-cluster>>\nbye\n',
    ["a", 'b "c"'],
  ],
  ["what an earlier version printed", 'Welcome\n{"warnings":["a"]}\n', ["a"]],
  ["nothing", "", [NO_ANSWER]],
  ["words", "hello\n", [`${NO_ANSWER}. The host printed: hello`]],
  ["a truncated line", '{"warnings":["a', [`${NO_ANSWER}. The host printed: {"warnings":["a`]],
  ["another object", '{"running":true}', [`${NO_ANSWER}. The host printed: {"running":true}`]],
  ["other warnings", '{"warnings":[7]}', [`${NO_ANSWER}. The host printed: {"warnings":[7]}`]],
  ["null", "null", [`${NO_ANSWER}. The host printed: null`]],
])("parseWarnings() reads %s", (_, stdout, warnings) => {
  expect(parseWarnings(stdout)).toEqual(warnings);
});
