import { expect, test } from "vitest";
import { isPrivate } from "../../../../tools/lab/network/isPrivate";

test.each(["10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.56.65", "198.19.0.1"])(
  "isPrivate() takes %s",
  (address) => {
    expect(isPrivate(address)).toBe(true);
  },
);

test.each(["8.8.8.8", "172.32.0.1", "192.169.0.1", "127.0.0.1", "169.254.1.1", "224.0.0.1"])(
  "isPrivate() refuses %s",
  (address) => {
    expect(isPrivate(address)).toBe(false);
  },
);
