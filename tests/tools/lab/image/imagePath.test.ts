import { expect, test } from "vitest";
import { imagePath } from "../../../../tools/lab/image/imagePath";

const SOURCE = {
  packages: ["redis-server", "openssh-server"],
  release: 'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="12"\n',
  architecture: "x64",
};
const ENVIRONMENT = { XDG_CACHE_HOME: "/cache" };

test("imagePath() is in the user's cache", () => {
  expect(imagePath(SOURCE, ENVIRONMENT)).toMatch(
    /^\/cache\/redis-cluster\/lab-image-[0-9a-f]{12}\.tar$/,
  );
  expect(imagePath(SOURCE, { XDG_CACHE_HOME: "" })).toMatch(/\/\.cache\/redis-cluster\/lab-image-/);
});

test("imagePath() is the same for another minor edition of the same release", () => {
  const release = 'PRETTY_NAME="Debian 12.9"\nVERSION_ID="12"\nID=debian\n';
  expect(imagePath({ ...SOURCE, release }, ENVIRONMENT)).toBe(imagePath(SOURCE, ENVIRONMENT));
});

test.each([
  { packages: ["redis-server"] },
  { release: 'ID=debian\nVERSION_ID="13"\n' },
  { architecture: "arm64" },
])("imagePath() differs for %j", (change) => {
  expect(imagePath({ ...SOURCE, ...change }, ENVIRONMENT)).not.toBe(imagePath(SOURCE, ENVIRONMENT));
});
