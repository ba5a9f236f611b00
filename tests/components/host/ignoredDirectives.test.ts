import { expect, test } from "vitest";
import { ignoredDirectives } from "../../../components/host/ignoredDirectives";

function ignored(declared: Record<string, string[]>, effective: Record<string, string>): string[] {
  return ignoredDirectives(new Map(Object.entries(declared)), new Map(Object.entries(effective)));
}

test.each<[string, Record<string, string[]>, Record<string, string>, string[]]>([
  ["one pair", { save: ["900 1"] }, { save: "900 1" }, []],
  ["pairs in another order", { save: ["900 1", "60 100"] }, { save: "60 100 900 1" }, []],
  ["several pairs on one line", { save: ["900 1 60 100"] }, { save: "900 1 60 100" }, []],
  ["no snapshots", { save: ['""'] }, { save: "" }, []],
  ["a directive that is not listed", { loadmodule: ["a b"] }, {}, []],
  ["an empty value", { "notify-keyspace-events": ['""'] }, { "notify-keyspace-events": "" }, []],
  ["a value in other words", { maxmemory: ["1gb"] }, { maxmemory: "1073741824" }, []],
  ["one word", { "tls-ciphers": ["DEFAULT"] }, { "tls-ciphers": "" }, []],
  [
    "a line that Redis 5 ignores",
    { save: ["900 1 60 100"] },
    { save: "" },
    ['the server accepts "save 900 1 60 100" but uses save "". Write save: ["900 1","60 100"]'],
  ],
  [
    "a line that Redis 5 ignores next to one that it uses",
    { save: ["300 10", "900 1 60 100"] },
    { save: "300 10" },
    [
      'the server accepts "save 300 10 900 1 60 100" but uses save "300 10". ' +
        'Write save: ["300 10","900 1","60 100"]',
    ],
  ],
  [
    "several words of which none is used",
    { "some-list": ["a b"] },
    { "some-list": "" },
    ['the server accepts "some-list a b" but uses some-list ""'],
  ],
])("ignoredDirectives() of %s", (_, declared, effective, sentences) => {
  expect(ignored(declared, effective)).toEqual(sentences);
});
