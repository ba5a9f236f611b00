import { expect, test } from "vitest";
import { scriptText } from "../../../components/host/hostCommand";
import {
  type HostInspection,
  inspectCommand,
  parseInspection,
} from "../../../components/host/inspectScript";
import { nodeScriptPath } from "../../../components/host/nodeScript";
import { recordOf } from "../../support/actBench";

const FILES = [
  "lib/base.sh",
  "lib/instance.sh",
  "lib/ports.sh",
  "lib/server.sh",
  "lib/conf.sh",
  "lib/preflight.sh",
  "lib/check.sh",
  "lib/identities.sh",
  "inspect.sh",
];

test("inspectCommand() has the host checked for a conf, which may hold a password, on standard input", () => {
  const conf = "requirepass secret\n";
  const serverCommand = "/opt/it's/redis-server";
  const host = { address: "10.0.0.5", directory: "/root/conf", serverCommand };
  expect(inspectCommand({ ...host, ports: [7000], conf })).toEqual({
    command:
      "env DIRECTORY=/root/conf ADDRESS=10.0.0.5 SERVER='/opt/it'\\''s/redis-server' PORTS=7000 " +
      `SCRIPT=${nodeScriptPath("/root/conf")} sh -eu -s inspect`,
    stdin: scriptText(FILES, { CONF: conf }),
  });
});

test("inspectCommand() asks for all ports of a host at once", () => {
  expect(
    inspectCommand({
      address: "10.0.0.5",
      directory: "/root/conf",
      serverCommand: "/opt/my redis/server",
      ports: [7000, 7001],
    }),
  ).toEqual({
    command: `env DIRECTORY=/root/conf ADDRESS=10.0.0.5 SERVER='/opt/my redis/server' PORTS='7000 7001' SCRIPT=${nodeScriptPath("/root/conf")} sh -eu -s inspect`,
    stdin: scriptText(
      [
        "lib/base.sh",
        "lib/instance.sh",
        "lib/ports.sh",
        "lib/server.sh",
        "lib/conf.sh",
        "lib/preflight.sh",
        "lib/check.sh",
        "lib/identities.sh",
        "inspect.sh",
      ],
      { CONF: "" },
    ),
  });
});

const RECORD = recordOf(new Map([["10.0.0.5:7000", "aa"]]));

const NOTHING: HostInspection = {
  nodes: new Map(),
  held: [],
  failedChecks: [],
  otherIdentities: [],
  unmanagedPeers: new Map(),
  addresses: [],
  isPrepared: false,
};

const HEALTHY = [
  "node 7000 yes yes running",
  "peers 7000 10.0.0.6:7001",
  "peers 7009 10.0.0.7:7000",
  "held 7009",
  `record ${JSON.stringify(RECORD)}`,
  "addresses 127.0.0.1 10.0.0.5",
  "script yes",
  "exposed 7000",
  "login deploy",
  "runs 7000 root",
  "program Valkey server v=9.1.2 sha=00000000:0 malloc=libc bits=64",
  "7000.conf port 7000",
  "7000.conf # user directives",
  "7000.conf.effective port 7000",
  "7000.conf.effective # effective",
  "7000.conf.effective save 900 1",
];

test.each<[string, readonly string[], HostInspection]>([
  [
    "a healthy host",
    HEALTHY,
    {
      nodes: new Map([
        [
          7000,
          {
            identity: true,
            data: true,
            peers: ["10.0.0.6:7001"],
            process: "running",
            exposed: true,
            user: "root",
            conf: {
              active: "port 7000\n# user directives\n",
              effective: { conf: "port 7000\n", values: new Map([["save", "900 1"]]) },
              pending: [],
            },
          },
        ],
      ]),
      held: [7009],
      record: RECORD,
      failedChecks: [],
      otherIdentities: [],
      unmanagedPeers: new Map([[7009, ["10.0.0.7:7000"]]]),
      addresses: ["127.0.0.1", "10.0.0.5"],
      isPrepared: true,
      login: "deploy",
      program: { server: "valkey", version: "9.1.2" },
    },
  ],
  [
    "a server command that prints something else",
    ["held", "program KeyDB server v=6.3.4"],
    NOTHING,
  ],
  ["an empty host", ["held", "addresses", "script no"], NOTHING],
  ["unknown lines", ["Welcome to 10.0.0.5", "disk 10", "", "held"], NOTHING],
  [
    "recorded values that were cut off",
    ["node 7000 no no stopped", "7000.conf.effective port 7000"],
    {
      ...NOTHING,
      nodes: new Map([
        [
          7000,
          {
            identity: false,
            data: false,
            peers: [],
            process: "stopped",
            conf: {
              effective: { conf: "", values: new Map([["port", "7000"]]) },
              pending: [],
            },
          },
        ],
      ]),
    },
  ],
])("parseInspection() reads %s", (_, lines, inspection) => {
  expect(parseInspection(`${lines.join("\n")}\n`)).toEqual(inspection);
});

test.each<[string, HostInspection["record"]]>([
  ["record ", "unreadable"],
  ["record not mine", "unreadable"],
  [`record ${JSON.stringify(RECORD).slice(0, -1)}`, "unreadable"],
  [`record ${JSON.stringify({ ...RECORD, format: 2 })}`, "unreadable"],
  [`record ${JSON.stringify(RECORD)}`, RECORD],
])("parseInspection() reads the line %j", (line, record) => {
  expect(parseInspection(`${line}\n`)).toEqual({ ...NOTHING, record });
});

test("parseInspection() reads failed checks and nodes.conf files under other names", () => {
  const lines = [
    "check - redis-server is not installed",
    "check 7001 port 7001 is in use by nginx (pid 812)",
    "identity /root/my conf/nodes-7000.conf",
    "end",
  ];
  expect(parseInspection(`${lines.join("\n")}\n`)).toEqual({
    ...NOTHING,
    failedChecks: [
      { text: "redis-server is not installed" },
      { port: 7001, text: "port 7001 is in use by nginx (pid 812)" },
    ],
    otherIdentities: ["/root/my conf/nodes-7000.conf"],
  });
});

test.each(["stopped", "running", "lost-pidfile", "lost-directory", "other"])(
  "parseInspection() reads the process state %s",
  (process) => {
    const { nodes } = parseInspection(`node 7000 no no ${process}\n`);
    expect(nodes.get(7000)).toEqual({
      identity: false,
      data: false,
      peers: [],
      process,
      conf: { pending: [] },
    });
  },
);

test.each([
  "node 7000",
  "node 7000 yes no",
  "node x yes no stopped",
  "node 7000 yes maybe stopped",
  "node 7000 yes no -",
])('parseInspection() rejects the line "%s"', (line) => {
  expect(() => parseInspection(`${line}\n`)).toThrow(
    new Error(`Cannot read the inspection of the host: "${line}"`),
  );
});
