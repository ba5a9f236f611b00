import { expect, test } from "vitest";
import { splitWords } from "../../../../tools/engine/languageHost/splitWords";

test.each([
  ["", []],
  ["   ", []],
  ["--require @swc-node/register", ["--require", "@swc-node/register"]],
  ["  -r  a\tb ", ["-r", "a", "b"]],
  [`-r "a b" 'c d'`, ["-r", "a b", "c d"]],
  [`--x="a b"c`, ["--x=a bc"]],
  [`a\\ b "q\\"q" 'it\\s'`, ["a b", 'q"q', "it\\s"]],
  [`""`, [""]],
])("%s", (text, words) => {
  expect(splitWords(text)).toEqual(words);
});
