import { describe, expect, test } from "vitest";
import {
  answerInLine,
  type HostOutput,
  hostPrinted,
  jsonAnswer,
  readOutput,
} from "../../../components/host/hostAnswer";

const FRAMED = "<<redis-cluster\nline 1\nline 2\nredis-cluster>>\n";
const ANSWER = "line 1\nline 2\n";

describe("readOutput()", () => {
  test.each<[string, string, HostOutput]>([
    ["an answer alone", FRAMED, { answer: ANSWER, hasBegun: true, rest: "\n" }],
    [
      "lines before and after it",
      `hello\n{"a":1}\n${FRAMED}bye\n`,
      { answer: ANSWER, hasBegun: true, rest: 'hello\n{"a":1}\n\nbye\n' },
    ],
    [
      "text without a newline before and after it",
      `hello${FRAMED}bye`,
      { answer: ANSWER, hasBegun: true, rest: "hello\nbye" },
    ],
    [
      "an empty answer",
      "<<redis-cluster\nredis-cluster>>",
      { answer: "", hasBegun: true, rest: "" },
    ],
    [
      "marks within its lines",
      "<<redis-cluster\n7000.conf redis-cluster>>\n7000.conf <<redis-cluster\nredis-cluster>>\n",
      {
        answer: "7000.conf redis-cluster>>\n7000.conf <<redis-cluster\n",
        hasBegun: true,
        rest: "\n",
      },
    ],
    ["no answer", "hello\n", { answer: undefined, hasBegun: false, rest: "hello\n" }],
    ["nothing", "", { answer: undefined, hasBegun: false, rest: "" }],
  ])("reads %s", (_, output, read) => {
    expect(readOutput(output)).toEqual(read);
  });

  test("has no part of an answer that is truncated at any letter, which may be a password", () => {
    const end = `hello\n${FRAMED}`.indexOf("\nredis-cluster>>") + "\nredis-cluster>>".length;
    for (let length = "hello\n<<redis-cluster\n".length; length < end; length += 1) {
      expect(readOutput(`hello\n${FRAMED}`.slice(0, length))).toEqual({
        answer: undefined,
        hasBegun: true,
        rest: "hello\n",
      });
    }
  });
});

test.each([
  ["<<redis-cluster done", "done"],
  ["<<redis-cluster held me, process 1", "held me, process 1"],
  ["hello<<redis-cluster locked", "locked"],
  ["<<redis-cluster failed at <<redis-cluster x", "failed at <<redis-cluster x"],
  ["<<redis-cluster ", ""],
  ["<<redis-cluster", undefined],
  ["done", undefined],
  ["", undefined],
])("answerInLine() reads %j", (line, answer) => {
  expect(answerInLine(line)).toBe(answer);
});

describe("jsonAnswer()", () => {
  const JSON_FRAMED = '<<redis-cluster\n{"a":1}\nredis-cluster>>';
  test.each<[string, string, unknown]>([
    ["an answer", JSON_FRAMED, { a: 1 }],
    ["an answer among other text", `hello\n{"b":2}\n${JSON_FRAMED}\n{"c":3}\n`, { a: 1 }],
    ["a line of an earlier version", '{"a":1}\n', { a: 1 }],
    ["the last line of an earlier version", 'Welcome\n\n{"a":1}\n\n', { a: 1 }],
    ["an answer that is no JSON", '{"b":2}\n<<redis-cluster\nhello\nredis-cluster>>', undefined],
    ["an answer that is truncated", '<<redis-cluster\n{"a":1}\n', undefined],
    ["no JSON", "Welcome\n", undefined],
    ["nothing", "", undefined],
    ["a truncated line of an earlier version", '{"a":', undefined],
  ])("reads %s", (_, output, value) => {
    expect(jsonAnswer(output)).toEqual(value);
  });
});

test.each([
  ["one line", "Please login as the user debian.\n", "Please login as the user debian."],
  ["several lines, tabs and blanks", "\r\n a\tb\n\nc  d\n", "a b c d"],
  ["colors", "\u001b[1;31mred\u001b[0m\u0007", "red"],
  ["300 characters", "x".repeat(300), "x".repeat(300)],
  [
    "the ends of a long text",
    `${"a".repeat(150)}-${"b".repeat(150)}`,
    `${"a".repeat(150)} ... ${"b".repeat(150)}`,
  ],
])("hostPrinted() shows %s", (_, text, shown) => {
  expect(hostPrinted(text)).toBe(`. The host printed: ${shown}`);
});

test("hostPrinted() says nothing of blanks", () => {
  expect(hostPrinted(" \n\t\u001b[0m\r\n")).toBe("");
});
