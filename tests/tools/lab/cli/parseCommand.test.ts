import { expect, test } from "vitest";
import { parseCommand, USAGE } from "../../../../tools/lab/cli/parseCommand";

test("parseCommand() uses the dev stack's hosts if none are given", () => {
  expect(parseCommand(["up"])).toEqual({
    verb: "up",
    addresses: ["192.168.56.65", "192.168.56.66"],
  });
});

test("parseCommand() parses each kind of command", () => {
  expect(parseCommand(["up", "10.0.0.2"])).toEqual({ verb: "up", addresses: ["10.0.0.2"] });
  expect(parseCommand(["down"])).toEqual({ verb: "down" });
  expect(parseCommand(["crash", "10.0.0.2"])).toEqual({ verb: "crash", address: "10.0.0.2" });
});

test.each([
  [[], "no command given"],
  [["boot"], 'unknown command "boot"'],
  [["--help"], 'unknown command "--help"'],
  [["down", "10.0.0.2"], "down takes no address"],
  [["cut"], "cut takes one address"],
  [["heal", "10.0.0.2", "10.0.0.3"], "heal takes one address"],
])("parseCommand() rejects %j", (argv, problem) => {
  expect(() => parseCommand(argv)).toThrow(new SyntaxError(`${problem}\n${USAGE}`));
});

test.each([
  ["up", "alpha"],
  ["crash", "1.2.3.400"],
])("parseCommand() rejects %s with the address %s", (verb, address) => {
  expect(() => parseCommand([verb, address])).toThrow(TypeError);
});
