import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

export interface ImageSource {
  packages: readonly string[];
  /** The text of /etc/os-release. */
  release: string;
  /** As in `process.arch`: `"x64"`. */
  architecture: string;
}

/** To be incremented when scripts/buildImage.sh makes another layer from the same packages. */
const RECIPE = "1";

/** Names the archive in the user's cache: `"/root/.cache/redis-cluster/lab-image-0a1b2c3d4e5f.tar"`. */
export function imagePath(source: ImageSource, environment = process.env): string {
  const cache = environment["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const { packages, release, architecture } = source;
  const lines = release.split("\n").filter((line) => /^(ID|VERSION_ID)=/.test(line));
  const text = [RECIPE, architecture, ...lines.sort(), ...packages].join("\n");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return join(cache, "redis-cluster", `lab-image-${hash}.tar`);
}
