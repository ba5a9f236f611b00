import { expect, test } from "vitest";
import { scriptText } from "../../../components/host/hostCommand";
import {
  type HostInspection,
  inspectCommand,
  parseInspection,
} from "../../../components/host/inspectScript";
import { nodeScriptPath } from "../../../components/host/nodeScript";

test("inspectCommand() asks for all ports of a host at once", () => {
  expect(inspectCommand("/root/conf", [7000, 7001], "/opt/my redis/server")).toEqual({
    command: `env DIRECTORY=/root/conf PORTS='7000 7001' SERVER='/opt/my redis/server' SCRIPT=${nodeScriptPath("/root/conf")} sh -eu -s inspect`,
    stdin: scriptText(["lib/base.sh", "lib/instance.sh", "inspect.sh"], {}),
  });
});

const NOTHING: HostInspection = {
  nodes: new Map(),
  held: [],
  unmanagedPeers: new Map(),
  addresses: [],
  isPrepared: false,
};

const HEALTHY = [
  "node 7000 yes yes aa",
  "peers 7000 10.0.0.6:7001",
  "peers 7009 10.0.0.7:7000",
  "held 7000 7009",
  "addresses 127.0.0.1 10.0.0.5",
  "script yes",
  "login deploy",
  "runs 7000 root",
  "program Valkey server v=9.1.2 sha=00000000:0 malloc=libc bits=64",
  "7000.conf port 7000",
  "7000.conf # user directives",
  "7000.conf.effective port 7000",
  "7000.conf.effective # effective",
  "7000.conf.effective save 900 1",
  "end",
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
            hold: "aa",
            user: "root",
            conf: {
              active: "port 7000\n# user directives\n",
              effective: { conf: "port 7000\n", values: new Map([["save", "900 1"]]) },
              pending: [],
            },
          },
        ],
      ]),
      held: [7000, 7009],
      unmanagedPeers: new Map([[7009, ["10.0.0.7:7000"]]]),
      addresses: ["127.0.0.1", "10.0.0.5"],
      isPrepared: true,
      login: "deploy",
      program: { server: "valkey", version: "9.1.2" },
    },
  ],
  [
    "a server command that prints something else",
    ["held", "program KeyDB server v=6.3.4", "end"],
    NOTHING,
  ],
  ["an empty host", ["held", "addresses", "script no", "end"], NOTHING],
  ["unknown lines", ["Welcome to 10.0.0.5", "disk 10", "", "held", "end"], NOTHING],
  [
    "a record that was cut off",
    ["node 7000 no no -", "7000.conf.effective port 7000", "end"],
    {
      ...NOTHING,
      nodes: new Map([
        [
          7000,
          {
            identity: false,
            data: false,
            peers: [],
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

test.each(HEALTHY.map((_, count) => count))(
  "parseInspection() rejects what is truncated after line %i",
  (count) => {
    expect(() => parseInspection(`${HEALTHY.slice(0, count).join("\n")}\n`)).toThrow(
      new Error("Cannot read the inspection of the host: truncated"),
    );
  },
);

test.each(["node 7000", "node 7000 yes no", "node x yes no -", "node 7000 yes maybe -"])(
  'parseInspection() rejects the line "%s"',
  (line) => {
    expect(() => parseInspection(`${line}\nend\n`)).toThrow(
      new Error(`Cannot read the inspection of the host: "${line}"`),
    );
  },
);
