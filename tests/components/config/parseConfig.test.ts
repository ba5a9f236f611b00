import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../components/config/parseConfig";
import { EXAMPLE_TOPOLOGY } from "../../support/example";

const HOSTS = [
  { address: "192.168.56.65", ports: [7000, 7001, 7002] },
  { address: "192.168.56.66", ports: [7003, 7004, 7005] },
];

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOJw95P7US0IPgbQ7jCoRZQFvnlxD+ZxyM22iEvYN8+a";
const OTHER_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

/** The problems of a configuration, as lines: `"hosts must name at least one host"`. */
function problemsOf(raw: unknown): string[] {
  const parsed = parseConfig(raw);
  return "problems" in parsed
    ? parsed.problems.map(({ path, reason }) => `${path}: ${reason}`)
    : [];
}

describe("parseConfig() completes", () => {
  test("the example with its defaults", () => {
    const ssh = { port: 22, user: "root" };
    expect(parseConfig({ hosts: HOSTS })).toEqual({
      config: {
        hosts: HOSTS.map(({ address, ports }) => ({
          address,
          ports,
          domain: address,
          ssh: { address, ...ssh },
        })),
        replicas: 1,
        allowSharedDomain: false,
        allowNoPassword: false,
        directory: "/root/conf",
        directives: {},
        serverCommand: "redis-server",
        onDestroy: "keep",
        agent: false,
        knownHosts: "~/.ssh/known_hosts",
        hostKeyChecking: "yes",
        topology: EXAMPLE_TOPOLOGY,
      },
    });
  });

  test("each host's key: its own, else the common one, without a comment", () => {
    const [first, second] = HOSTS;
    const parsed = parseConfig({
      hosts: [{ ...first, ssh: { hostKey: `${KEY} root@a` } }, second],
      ssh: { hostKey: OTHER_KEY, knownHosts: "hosts", hostKeyChecking: false },
    });
    expect(parsed).toMatchObject({
      config: {
        hosts: [{ ssh: { hostKey: KEY } }, { ssh: { hostKey: OTHER_KEY } }],
        knownHosts: "hosts",
        hostKeyChecking: "no",
      },
    });
  });

  test("each host's way in: its own, else the common one", () => {
    const [first, second] = HOSTS;
    const parsed = parseConfig({
      hosts: [{ ...first, domain: "rack1", ssh: { address: "10.0.0.5", port: 2222 } }, second],
      ssh: { user: "admin", port: 2022, privateKeyPath: "~/.ssh/key", agent: true },
    });
    expect(parsed).toMatchObject({
      config: {
        hosts: [
          { domain: "rack1", ssh: { address: "10.0.0.5", port: 2222, user: "admin" } },
          { domain: "192.168.56.66", ssh: { address: "192.168.56.66", port: 2022, user: "admin" } },
        ],
        privateKeyPath: "~/.ssh/key",
        agent: true,
      },
    });
  });

  test("the long form of an IPv6 address to the short one", () => {
    const [long, other] = ["FD00:56:0:0:0:0:0:65", "fd00:56:0::66"];
    const parsed = parseConfig({
      hosts: [
        { address: long, ports: [7000, 7001, 7002], ssh: { address: "FD00:0:0:0::1" } },
        { address: other, ports: [7000, 7001, 7002] },
      ],
    });
    expect(parsed).toMatchObject({
      config: {
        hosts: [
          { address: "fd00:56::65", domain: "fd00:56::65", ssh: { address: "fd00::1" } },
          { address: "fd00:56::66", domain: "fd00:56::66", ssh: { address: "fd00:56::66" } },
        ],
      },
    });
  });

  test("one host with a loopback address, and directives with underscores or without a value", () => {
    const directives = { server_cpulist: "0-3", "notify-keyspace-events": "" };
    const hosts = [{ address: "127.0.0.1", ports: [7000, 7001, 7002] }];
    expect(parseConfig({ hosts, replicas: 0, directives })).toMatchObject({
      config: { directives },
    });
  });

  test("directives as text, and a folder without its last slash", () => {
    const directives = {
      maxmemory: "1gb",
      "maxmemory-samples": 5,
      activedefrag: true,
      save: ["900 1", 3],
    };
    expect(parseConfig({ hosts: HOSTS, directives, directory: "/srv/redis//" })).toMatchObject({
      config: {
        directory: "/srv/redis",
        directives: {
          maxmemory: "1gb",
          "maxmemory-samples": "5",
          activedefrag: "yes",
          save: ["900 1", "3"],
        },
      },
    });
  });
});

describe("parseConfig() refuses", () => {
  test.each<[string, object, string[]]>([
    ["no hosts", { hosts: [] }, ["hosts: must name at least one host"]],
    [
      "a name for an address",
      { hosts: [{ address: "redis-a", ports: [7000] }] },
      ['hosts[0].address: must be an IP address: the nodes announce it to clients: "redis-a"'],
    ],
    [
      "no ports",
      { hosts: [{ address: "10.0.0.1", ports: [] }] },
      ["hosts[0].ports: must name at least one port"],
    ],
    [
      "a port whose bus port is none",
      { hosts: [{ address: "10.0.0.1", ports: [7000, 60000] }] },
      ["hosts[0].ports[1]: must be at most 55535: the cluster bus uses the port + 10000: 60000"],
    ],
    [
      "a folder that is not absolute",
      { directory: "conf" },
      ['directory: must be an absolute directory, and not "/": "conf"'],
    ],
    [
      "a fingerprint for a host key",
      { ssh: { hostKey: "SHA256:uNiV" } },
      [
        'ssh.hostKey: must be a public key like the one in /etc/ssh/ssh_host_ed25519_key.pub on the host: "ssh-ed25519 AAAA...": "SHA256:uNiV"',
      ],
    ],
    [
      "a way to check host keys that is none",
      { ssh: { hostKeyChecking: "ask" } },
      ['ssh.hostKeyChecking: must be "yes" or "accept-new" or "no": "ask"'],
    ],
    [
      "the root folder",
      { directory: "/" },
      ['directory: must be an absolute directory, and not "/": "/"'],
    ],
    [
      "a folder that leads up",
      { directory: "/root/../etc" },
      ['directory: must be an absolute directory, and not "/": "/root/../etc"'],
    ],
    [
      "a line end in a folder",
      { directory: "/root/a\nb" },
      ['directory: must be one line without control characters: "/root/a\\nb"'],
    ],
    [
      "a directive of the stack",
      { directives: { dir: "/tmp", "tls-port": 1 } },
      [
        "directives.dir: is a directive that the stack sets itself: remove it",
        "directives.tls-port: is a directive that the stack sets itself: remove it",
      ],
    ],
    [
      "a line end in a directive",
      { directives: { maxmemory: "1gb\nport 1" } },
      [
        'directives.maxmemory: must be one line of text, a number, true or false, or a list of these: "1gb\\nport 1"',
      ],
    ],
    [
      "a directive in capitals, or with another character",
      { directives: { "Maxmemory-Policy": "1gb", "max memory": "1gb" } },
      [
        'directives.Maxmemory-Policy: must be written in lower case: "maxmemory-policy"',
        "directives.max memory: must be the name of a redis.conf directive: letters, digits, - and _",
      ],
    ],
    [
      "addresses that no server can bind or announce, and those of several hosts",
      {
        hosts: [
          { address: "0.0.0.0", ports: [7000, 7001, 7002] },
          { address: "fe80::1%eth0", ports: [7000, 7001, 7002] },
        ],
      },
      [
        'hosts[0].address: must be the address that the host\'s servers bind, not the one for all addresses: "0.0.0.0"',
        'hosts[1].address: must be routed: a link-local address cannot be announced: "fe80::1%eth0"',
      ],
    ],
    [
      "IPv4 mixed with IPv6",
      {
        hosts: [
          { address: "10.0.0.1", ports: [7000, 7001, 7002] },
          { address: "FD00:0::1", ports: [7000, 7001, 7002] },
        ],
      },
      [
        'hosts[1].address: is IPv6 ("fd00::1"), but hosts[0].address is IPv4. Give all hosts addresses of one family',
      ],
    ],
    [
      "more replicas needed for a write than there can be",
      { directives: { "min-replicas-to-write": 2, "min-slaves-to-write": ["1", "3"] } },
      [
        "directives.min-replicas-to-write: is 2, more than replicas (1): every write would fail. Set it to 1 or less",
        "directives.min-slaves-to-write: is 3, more than replicas (1): every write would fail. Set it to 1 or less",
      ],
    ],
    [
      "texts for numbers and truth values, and a number for a text",
      {
        hosts: [{ address: "10.0.0.1", ports: ["7000", "7000-7002"], domain: 1 }],
        allowSharedDomain: "true",
      },
      [
        'hosts[0].ports[0]: must be a number, without quotes: "7000"',
        'hosts[0].ports[1]: must be a number: "7000-7002"',
        "hosts[0].domain: must be a text, in quotes (pulumi config set: --type string): 1",
        'allowSharedDomain: must be true or false, without quotes: "true"',
      ],
    ],
  ])("%s", (_, changes, problems) => {
    expect(problemsOf({ hosts: HOSTS, ...changes })).toEqual(problems);
  });

  test.each<[string, object, string]>([
    ["an unknown key", { hots: [] }, 'hots: is not a configuration key; did you mean "hosts"?'],
    [
      "an unknown key unlike any other",
      { ssh: { jumphost: "a" } },
      "ssh.jumphost: is not a configuration key; possible keys: user, port, privateKeyPath, agent, " +
        "hostKey, knownHosts, hostKeyChecking",
    ],
    [
      "an unknown key of a host",
      {
        hosts: [{ address: "10.0.0.1", ports: [1, 2, 3, 4, 5, 6], port: 1 }],
        allowSharedDomain: true,
      },
      'hosts[0].port: is not a configuration key; did you mean "ports"?',
    ],
    ["a missing address", { hosts: [{ ports: [1] }] }, "hosts[0].address: must be set"],
    ["half a replica", { replicas: 0.5 }, "replicas: must be a whole number: 0.5"],
    ["a negative replica", { replicas: -1 }, "replicas: must be 0 or more: -1"],
    ["a word for a number", { replicas: "two" }, 'replicas: must be a number: "two"'],
    ["another onDestroy", { onDestroy: "drop" }, 'onDestroy: must be "keep" or "delete": "drop"'],
    ["an empty server command", { serverCommand: "" }, 'serverCommand: must not be empty: ""'],
    ["an SSH port of 0", { ssh: { port: 0 } }, "ssh.port: must be a port, 1 to 65535: 0"],
    [
      "a directive that is a table",
      { directives: { maxmemory: { a: 1 } } },
      "directives.maxmemory: must be one line of text, a number, true or false, or a list of these",
    ],
  ])("%s", (_, changes, problem) => {
    expect(problemsOf({ hosts: HOSTS, ...changes })).toEqual([problem]);
  });

  test("all that is wrong at once", () => {
    expect(
      problemsOf({ hosts: [{ address: "x", ports: [] }], onDestroy: "keep", directory: "x" }),
    ).toHaveLength(3);
  });

  test("ports and placement also where another key is wrong", () => {
    const hosts = [{ address: "10.0.0.1", ports: [7000, 7000] }];
    expect(problemsOf({ hosts, onDestroy: "drop" })).toEqual([
      'onDestroy: must be "keep" or "delete": "drop"',
      "hosts[0].ports[1]: uses 10.0.0.1:7000, which hosts[0].ports[0] uses too",
    ]);
  });

  test("a port used twice on one address", () => {
    const hosts = [
      { address: "10.0.0.1", ports: [7000, 7001, 7000] },
      { address: "10.0.0.2", ports: [7000, 7001, 7002] },
    ];
    expect(problemsOf({ hosts })).toEqual([
      "hosts[0].ports[2]: uses 10.0.0.1:7000, which hosts[0].ports[0] uses too",
    ]);
  });

  test("a port that is another one's bus port", () => {
    const hosts = [{ address: "10.0.0.1", ports: [7000, 17000] }];
    expect(problemsOf({ hosts })).toEqual([
      "hosts[0].ports[1]: uses 10.0.0.1:17000, which hosts[0].ports[0] uses too",
    ]);
  });

  test("a table that cannot be placed, with the placement's own words", () => {
    const hosts = [{ address: "10.0.0.1", ports: [7000, 7001] }];
    expect(problemsOf({ hosts })).toEqual([
      "hosts: cannot be placed: 2 nodes make 1 primary with 1 replica each, and a cluster needs 3 to outvote a lost one. " +
        "Use 6 nodes or more.",
    ]);
  });
});
