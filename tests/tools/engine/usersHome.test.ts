import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sharedHome, usersHome } from "../../../tools/engine/usersHome";
import { scratch } from "./support/scratch";

test("the user's home is PULUMI_HOME, or .pulumi in the home directory", () => {
  expect(usersHome({ HOME: "/home/ann" })).toBe("/home/ann/.pulumi");
  expect(usersHome({ HOME: "/home/ann", PULUMI_HOME: "" })).toBe("/home/ann/.pulumi");
  expect(usersHome({ HOME: "/home/ann", PULUMI_HOME: "/srv/pulumi" })).toBe("/srv/pulumi");
});

test("a selected stack is written to the user's home, and the login is the user's", () => {
  const folder = scratch();
  const [home, users] = [join(folder, "home"), join(folder, "user/.pulumi")];
  const environment = { HOME: join(folder, "user") };
  for (const _ of ["first", "again"]) {
    expect(sharedHome(home, environment)).toEqual({ PULUMI_CREDENTIALS_PATH: users });
  }
  writeFileSync(join(home, "workspaces/stack.json"), "{}");
  expect(readFileSync(join(users, "workspaces/stack.json"), "utf8")).toBe("{}");
  expect(lstatSync(join(users, "workspaces")).mode & 0o777).toBe(0o700);
});

test("credentials in another folder stay there", () => {
  const folder = scratch();
  const environment = { HOME: folder, PULUMI_CREDENTIALS_PATH: "/srv/credentials" };
  expect(sharedHome(join(folder, "home"), environment)).toEqual({
    PULUMI_CREDENTIALS_PATH: "/srv/credentials",
  });
});

test("a home that cannot be written is named, with what to do", () => {
  const folder = scratch();
  mkdirSync(join(folder, "user"));
  writeFileSync(join(folder, "user/.pulumi"), "a file");
  const users = join(folder, "user/.pulumi");
  const home = join(folder, "home");
  expect(() => sharedHome(home, { HOME: join(folder, "user") })).toThrow(
    `Cannot use the Pulumi home ${users} together with the plugins in ${home}: ENOTDIR: not a directory`,
  );
});
