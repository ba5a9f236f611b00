import { expect, test } from "vitest";
import { findCredentials } from "../../../../components/config/findCredentials";
import { parseConfig } from "../../../../components/config/parseConfig";
import {
  ADD_QUOTES,
  CHOOSE_LOGIN,
  GIVE_ONE_FAMILY,
  GIVE_OTHER_ADDRESS,
  LIST_PORTS_TOGETHER,
  lowerTo,
  OMIT_QUOTES,
  REMOVE_DIRECTIVE,
  SET_PASSWORD_OR_ALLOW_NONE,
  SPREAD_OVER_DOMAINS,
  suggestKey,
  useMultipleOf,
  useNodesOrMore,
  WRITE_AS_IPV4,
  writeLowerCase,
} from "../../../../components/text/cures/configCures";
import { expectCure } from "../../../support/expectCure";

const hosts = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((address) => ({
  address,
  ports: [7000, 7001],
}));
const IN_ONE_RACK = hosts.map((host) => ({ ...host, domain: "rack" }));

/** A configuration with a mistake, what is said of it, and configurations that follow this. */
type Row = [cure: string, wrong: object, right: readonly object[]];

const ROWS: Row[] = [
  [REMOVE_DIRECTIVE, { hosts, directives: { port: 7000 } }, [{ hosts, directives: {} }]],
  [
    writeLowerCase("maxmemory-policy"),
    { hosts, directives: { "Maxmemory-Policy": "noeviction" } },
    [{ hosts, directives: { "maxmemory-policy": "noeviction" } }],
  ],
  [suggestKey("replicas"), { hosts, replica: 1 }, [{ hosts, replicas: 1 }]],
  [ADD_QUOTES, { hosts: withFirst({ domain: 1 }) }, [{ hosts: withFirst({ domain: "1" }) }]],
  [OMIT_QUOTES, { hosts, replicas: "1" }, [{ hosts, replicas: 1 }]],
  [
    lowerTo("1 or less"),
    { hosts, directives: { "min-replicas-to-write": 2 } },
    [{ hosts, directives: { "min-replicas-to-write": 1 } }],
  ],
  [
    LIST_PORTS_TOGETHER,
    { hosts: [...hosts, { address: "10.0.0.1", ports: [7002, 7003] }] },
    [{ hosts: withPorts(7000, 7001, 7002, 7003) }],
  ],
  [GIVE_OTHER_ADDRESS, { hosts: withFirst({ address: "127.0.0.1" }) }, [{ hosts }]],
  [GIVE_ONE_FAMILY, { hosts: withFirst({ address: "fd00::1" }) }, [{ hosts }]],
  [WRITE_AS_IPV4, { hosts: withFirst({ address: "::ffff:10.0.0.1" }) }, [{ hosts }]],
  [useMultipleOf(2), { hosts: withFirst({ ports: [7000] }) }, [{ hosts }]],
  [
    useNodesOrMore(9),
    { hosts, replicas: 2 },
    [{ hosts: withPorts(7000, 7001, 7002), replicas: 2 }],
  ],
  [
    SPREAD_OVER_DOMAINS,
    { hosts: IN_ONE_RACK },
    [{ hosts }, { hosts: IN_ONE_RACK, allowSharedDomain: true }],
  ],
  [
    SET_PASSWORD_OR_ALLOW_NONE,
    { hosts: withFirst({ address: "8.8.8.8" }) },
    [{ hosts: withFirst({ address: "8.8.8.8" }), allowNoPassword: true }],
  ],
];

function withPorts(...ports: readonly number[]): object[] {
  return hosts.map((host) => ({ ...host, ports }));
}

function withFirst(changes: object): object[] {
  const [first, ...others] = hosts;
  return [{ ...first, ...changes }, ...others];
}

/** What a configuration without a password is rejected with, as text; "" if it is accepted. */
function reasons(config: object): string {
  const parsed = parseConfig(config, { isOpen: true });
  return "problems" in parsed
    ? parsed.problems.map(({ path, reason }) => `${path} ${reason}`).join("\n")
    : "";
}

test.each<Row>(ROWS)("%s", (cure, wrong, right) => {
  expectCure(reasons(wrong), cure);
  for (const config of right) expect(reasons(config)).toBe("");
});

test("a public address is accepted with a password", () => {
  const open = { hosts: withFirst({ address: "8.8.8.8" }) };
  expect(parseConfig(open, { isOpen: false })).toHaveProperty("config");
});

test("each login method that is named is accepted", () => {
  const none = findCredentials({ agent: false });
  expectCure(JSON.stringify(none), CHOOSE_LOGIN);
  expect(findCredentials({ agent: true })).toHaveProperty("credentials");
  expect(findCredentials({ agent: false, sshPassword: "secret" })).toHaveProperty("credentials");
});
