import { expect, test } from "vitest";
import { maskedDirectories } from "../../../../tools/lab/hosts/startHost";

test("maskedDirectories() hides /root and the given directories", () => {
  expect(maskedDirectories(["/srv/project/"])).toEqual(["/root", "/srv/project"]);
});

test("maskedDirectories() omits directories inside another one, and /", () => {
  expect(maskedDirectories(["/root/project", "/", "/rooted"])).toEqual(["/root", "/rooted"]);
});
