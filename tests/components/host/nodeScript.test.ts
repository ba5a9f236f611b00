import { expect, test } from "vitest";
import { nodeCommand, nodeStdin } from "../../../components/host/nodeScript";
import { quote } from "../../../components/host/quote";
import { renderConf } from "../../../components/host/redisConf";

const OPTIONS = {
  address: "192.168.56.65",
  port: 7000,
  directory: "/root/conf",
  serverCommand: "redis-server",
  onDestroy: "keep",
  login: "root@192.168.56.65",
} as const;

const VARIABLES =
  "env DIRECTORY=/root/conf ADDRESS=192.168.56.65 PORT=7000 SERVER=redis-server ON_DESTROY=keep " +
  "LOGIN=root@192.168.56.65";

test.each([
  ["create", "yes", `${VARIABLES} PEERS_KNOW=yes sh -eu -s create`],
  ["create", "no", `${VARIABLES} PEERS_KNOW=no sh -eu -s create`],
  ["create", "unknown", `${VARIABLES} PEERS_KNOW=unknown sh -eu -s create`],
  ["update", "no", `${VARIABLES} sh -eu -s update`],
  ["delete", "no", `${VARIABLES} sh -eu -s delete`],
] as const)("nodeCommand() of %s, peers know: %s", (action, peersKnow, command) => {
  expect(nodeCommand(action, OPTIONS, peersKnow)).toBe(command);
});

test("nodeCommand() quotes what a user chose", () => {
  const directory = "/srv/my conf";
  const serverCommand = "/opt/it's/redis-server";
  const login = "-p 2222 root@192.168.56.65";
  expect(nodeCommand("delete", { ...OPTIONS, directory, serverCommand, login }, "no")).toBe(
    "env DIRECTORY='/srv/my conf' ADDRESS=192.168.56.65 PORT=7000 " +
      "SERVER='/opt/it'\\''s/redis-server' ON_DESTROY=keep LOGIN='-p 2222 root@192.168.56.65' " +
      "sh -eu -s delete",
  );
});

test("nodeStdin() begins with the conf as one quoted word and ends with the call of main", () => {
  const conf = { ...OPTIONS, password: "it's $ecret", directives: { maxmemory: "1gb" } };
  const text = nodeStdin(conf);
  expect(text.startsWith(`CONF=${quote(renderConf(conf))}\n# shellcheck shell=sh`)).toBe(true);
  expect(text.endsWith('\nmain "$@" </dev/null\n')).toBe(true);
});
