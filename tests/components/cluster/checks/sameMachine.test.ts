import { expect, test } from "vitest";
import { describeProblems } from "../../../../components/cluster/checks/describeProblems";
import { sameMachine } from "../../../../components/cluster/checks/sameMachine";

test.each<[string, Record<string, string[]>, string[]]>([
  ["own addresses apart", { "10.0.0.1": ["10.0.0.1"], "10.0.0.2": ["10.0.0.2"] }, []],
  [
    "an address that is another host's, seen from one side",
    { "10.0.0.1": ["127.0.0.1", "10.0.0.1", "10.0.0.2"], "10.0.0.2": [] },
    ["10.0.0.1 and 10.0.0.2 are addresses of the same machine", "  List them as one host."],
  ],
  [
    "an address that both have, but no host is called by",
    { "10.0.0.1": ["10.0.0.1", "172.17.0.1"], "10.0.0.2": ["10.0.0.2", "172.17.0.1"] },
    [],
  ],
  [
    "the second of three is the third",
    { a: ["a"], b: ["b"], c: ["b", "c"] },
    ["b and c are addresses of the same machine", "  List them as one host."],
  ],
])("sameMachine() of %s", (_, addresses, lines) => {
  expect(describeProblems(sameMachine(new Map(Object.entries(addresses))))).toEqual(lines);
});
