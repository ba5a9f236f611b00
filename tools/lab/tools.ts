/** The programs that the lab runs on the machine, each with the Debian and Ubuntu package it is in. */
export const TOOLS: Readonly<Record<string, string>> = {
  ip: "iproute2",
  unshare: "util-linux",
  nsenter: "util-linux",
  pivot_root: "util-linux",
  flock: "util-linux",
  mountpoint: "util-linux",
  mount: "mount",
  umount: "mount",
  tar: "tar",
  "apt-get": "apt",
};
