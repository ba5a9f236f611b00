import { expect, test } from "vitest";
import { parseCommand, USAGE } from "../../../../tools/lab/cli/parseCommand";

test("parseCommand() makes the dev stack's hosts when none are named", () => {
  expect(parseCommand(["up"])).toEqual({
    act: "up",
    addresses: ["192.168.56.65", "192.168.56.66"],
  });
});

test("parseCommand() reads each act", () => {
  expect(parseCommand(["up", "10.0.0.2"])).toEqual({ act: "up", addresses: ["10.0.0.2"] });
  expect(parseCommand(["down"])).toEqual({ act: "down" });
  expect(parseCommand(["crash", "10.0.0.2"])).toEqual({ act: "crash", address: "10.0.0.2" });
});

test.each([
  [[]],
  [["boot"]],
  [["down", "10.0.0.2"]],
  [["cut"]],
  [["heal", "10.0.0.2", "10.0.0.3"]],
])("parseCommand() refuses %j", (argv) => {
  expect(() => parseCommand(argv)).toThrow(
    new SyntaxError(
      "Cannot run the lab as it must be told one thing to do: " +
        `${JSON.stringify(argv.join(" "))}\n${USAGE}`,
    ),
  );
});

test("parseCommand() refuses what is no address", () => {
  expect(() => parseCommand(["up", "alpha"])).toThrow(TypeError);
});
