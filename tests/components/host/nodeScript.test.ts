import { expect, test } from "vitest";
import {
  type NodeStatus,
  nodeCommand,
  nodeScriptPath,
  nodeStdin,
  parseNodeStatus,
} from "../../../components/host/nodeScript";
import { renderConf } from "../../../components/host/redisConf";
import { quote } from "../../../components/text/quote";

const OPTIONS = {
  address: "192.168.56.65",
  port: 7000,
  directory: "/root/conf",
  serverCommand: "redis-server",
} as const;

const VARIABLES =
  "env DIRECTORY=/root/conf ADDRESS=192.168.56.65 PORT=7000 SERVER=redis-server " +
  `SCRIPT=${nodeScriptPath("/root/conf")}`;

test.each([
  ["create", "yes", `${VARIABLES} PEERS_KNOW=yes sh -eu -s create`],
  ["create", "no", `${VARIABLES} PEERS_KNOW=no sh -eu -s create`],
  ["create", "unknown", `${VARIABLES} PEERS_KNOW=unknown sh -eu -s create`],
  ["update", "no", `${VARIABLES} sh -eu -s update`],
] as const)("nodeCommand() of %s, peers know: %s", (action, peersKnow, command) => {
  expect(nodeCommand(action, OPTIONS, peersKnow)).toBe(command);
});

test("nodeCommand() lets a creation report its failure, and nothing else", () => {
  const options = { ...OPTIONS, reportsFailure: true };
  expect(nodeCommand("create", options, "no")).toBe(
    `${VARIABLES} PEERS_KNOW=no ON_FAILURE=report sh -eu -s create`,
  );
  expect(nodeCommand("update", options, "no")).toBe(`${VARIABLES} sh -eu -s update`);
});

test("nodeCommand() quotes what a user chose", () => {
  const directory = "/srv/my conf";
  const serverCommand = "/opt/it's/redis-server";
  expect(nodeCommand("update", { ...OPTIONS, directory, serverCommand }, "no")).toBe(
    "env DIRECTORY='/srv/my conf' ADDRESS=192.168.56.65 PORT=7000 " +
      "SERVER='/opt/it'\\''s/redis-server' " +
      `SCRIPT='${nodeScriptPath("/srv/my conf")}' sh -eu -s update`,
  );
});

test("nodeStdin() is the conf as one quoted word and the few lines that run the script of the host", () => {
  const conf = { ...OPTIONS, password: "it's $ecret", directives: { maxmemory: "1gb" } };
  const text = nodeStdin(conf);
  expect(text.startsWith(`CONF=${quote(renderConf(conf))}\nif [ -s "$SCRIPT" ]; then `)).toBe(true);
  expect(text.endsWith("\nexit 1\n")).toBe(true);
  expect(text.length - quote(renderConf(conf)).length).toBeLessThan(350);
});

test("nodeScriptPath() is a hidden file in the folder, of this text alone", () => {
  expect(nodeScriptPath("/srv/my conf")).toMatch(/^\/srv\/my conf\/\.node-[0-9a-f]{12}\.sh$/);
});

const RUNNING =
  '{"running":true,"nodeId":"aa","runId":"cafe","pid":7,"server":"valkey","version":"9.1.2"}';
const RUNNING_STATUS: NodeStatus = {
  running: true,
  nodeId: "aa",
  runId: "cafe",
  pid: 7,
  server: "valkey",
  version: "9.1.2",
};

test.each<[string, string, NodeStatus]>([
  ["a running node", `<<redis-cluster\n${RUNNING}\nredis-cluster>>`, RUNNING_STATUS],
  [
    "a stopped node",
    '<<redis-cluster\n{"running":false,"reason":"its data is missing"}\nredis-cluster>>\n',
    { running: false, reason: "its data is missing" },
  ],
  [
    "a node that was not created",
    '<<redis-cluster\n{"running":false,"failed":true,"reason":"port 7000 is in use"}\nredis-cluster>>\n',
    { running: false, failed: true, reason: "port 7000 is in use" },
  ],
  [
    "an answer among other text",
    `hello<<redis-cluster\n${RUNNING}\nredis-cluster>>\n{"running":false}\n`,
    RUNNING_STATUS,
  ],
  ["what an earlier version printed", `Welcome\n\n${RUNNING}\n`, RUNNING_STATUS],
])("parseNodeStatus() reads %s", (_, stdout, status) => {
  expect(parseNodeStatus(stdout)).toEqual(status);
});

test.each([
  ["a truncated line", '{"running":true,"nodeId":"aa"'],
  ["words", "bash: warning"],
  ["a value that is no object", "7"],
  ["null", "null"],
  ["no word on whether it runs", '{"pid":7}'],
  ["a field of another type", '{"running":"yes"}'],
  ["an unknown server", '{"running":true,"server":"keydb"}'],
])("parseNodeStatus() says that there is no answer, and quotes %s", (_, stdout) => {
  expect(parseNodeStatus(stdout)).toEqual({
    reason: `its script printed no answer. The host printed: ${stdout}`,
  });
});

test("parseNodeStatus() reads nothing", () => {
  expect(parseNodeStatus("")).toEqual({ reason: "its script printed no answer" });
});
