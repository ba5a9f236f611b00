import { expect, test } from "vitest";
import { viewsIn } from "../../../components/host/viewsIn";

const ID = "a".repeat(40);

test.each<[string, string[], unknown]>([
  [
    "of two nodes",
    [
      `view 7000 ${ID} 10.0.0.5:7000@17000 myself,master - 0 0 7 connected 0-99`,
      `view 7001 ${ID} 10.0.0.5:7001@17001 myself,slave ${ID} 0 0 7 connected`,
      "peers 7000 10.0.0.5:7001",
    ],
    { "7000": ["10.0.0.5:7000"], "7001": ["10.0.0.5:7001"] },
  ],
  ["that is cut off", [`view 7000 ${ID} 10.0.0.5:7000@17000 myself,mas`], { "7000": [] }],
  ["of unknown words", ["view 7000 what is this", "view of the sea"], { "7000": [] }],
  ["of no node", ["node 7000 yes yes running"], {}],
])("viewsIn() reads an answer %s", (_, lines, names) => {
  const views = [...viewsIn(lines)].map(([port, all]) => [port, all.map(({ name }) => name)]);
  expect(Object.fromEntries(views)).toEqual(names);
});
