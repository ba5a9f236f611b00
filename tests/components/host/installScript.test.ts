import { expect, test } from "vitest";
import { installCommand } from "../../../components/host/installScript";
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
