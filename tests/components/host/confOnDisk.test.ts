import { expect, test } from "vitest";
import {
  type ConfOnDisk,
  filesOf,
  isUnmanaged,
  parseConf,
} from "../../../components/host/confOnDisk";
import { DIRECTIVES_MARK } from "../../../components/host/redisConf";

test("filesOf() and parseConf() read the files of one node from an inspection", () => {
  const files = filesOf([
    "node 7000 yes yes running",
    "7000.conf port 7000",
    "7000.conf.next port 7000",
    "7000.conf.next maxmemory 1gb",
    "7000.conf.effective port 7000",
    "7000.conf.effective # effective",
    "7000.conf.effective save 900 1",
    "7000.conf.pending databases,tcp-backlog",
    "7001.conf port 7001",
  ]);
  expect(parseConf("7000.conf", files)).toEqual({
    active: "port 7000\n",
    staged: "port 7000\nmaxmemory 1gb\n",
    effective: { conf: "port 7000\n", values: new Map([["save", "900 1"]]) },
    pending: ["databases", "tcp-backlog"],
  });
  expect(parseConf("7002.conf", files)).toEqual({ pending: [] });
});

test.each<[boolean, ConfOnDisk]>([
  [false, { pending: [] }],
  [true, { active: "port 7000\n", pending: [] }],
  [false, { active: `port 7000\n${DIRECTIVES_MARK}\n`, pending: [] }],
  [false, { active: "port 7000\n", effective: { conf: "", values: new Map() }, pending: [] }],
])("isUnmanaged() is %s for %j", (expected, conf) => {
  expect(isUnmanaged(conf)).toBe(expected);
});
