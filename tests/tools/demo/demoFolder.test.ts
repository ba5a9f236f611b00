import { expect, test } from "vitest";
import { demoFolder } from "../../../tools/demo/demoFolder";

test("demoFolder() keeps everything in one folder of the project", () => {
  expect(demoFolder("/home/me/project")).toEqual({
    root: "/home/me/project/.demo",
    lab: "/home/me/project/.demo/lab",
    knownHosts: "/home/me/project/.demo/known_hosts",
    privateKey: "/home/me/project/.demo/id_ed25519",
    stackFile: "/home/me/project/.demo/Pulumi.dev.yaml",
  });
});
