import { expect, test } from "vitest";
import { maskedFolders } from "../../../../tools/lab/hosts/startHost";

test("maskedFolders() hides root's home and what is given", () => {
  expect(maskedFolders(["/srv/project/"])).toEqual(["/root", "/srv/project"]);
});

test("maskedFolders() leaves out what lies in another one, and the root folder", () => {
  expect(maskedFolders(["/root/project", "/", "/rooted"])).toEqual(["/root", "/rooted"]);
});
