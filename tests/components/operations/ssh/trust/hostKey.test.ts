import { expect, test } from "vitest";
import { fingerprint, hostKey } from "../../../../../components/operations/ssh/trust/hostKey";

const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

test.each([ED25519, `${ED25519} root@host\n`, `  ${ED25519.replace(" ", "\t")}`])(
  "hostKey() reads %j",
  (text) => {
    expect(hostKey(text)).toBe(ED25519);
  },
);

test("hostKey() reads a key from the wire", () => {
  expect(hostKey(Buffer.from(ED25519.split(" ")[1] ?? "", "base64"))).toBe(ED25519);
});

test.each([
  "",
  "ssh-ed25519",
  "ssh-ed25519 AAAA",
  "SHA256:uNiVztksCsDhcc0u9e8BrmXPgvCQLFMI+eH1Z2Ei6B4",
  ED25519.replace("ssh-ed25519", "ssh-rsa"),
  ED25519.slice(0, -3),
  `ssh-dss ${Buffer.from("\0\0\0\x07ssh-dss").toString("base64")}`,
])("hostKey() reads no key in %j", (text) => {
  expect(hostKey(text)).toBeUndefined();
});

test.each([Buffer.from([]), Buffer.from([0, 0, 0, 200, 1])])(
  "hostKey() reads no key in %j",
  (blob) => {
    expect(hostKey(blob)).toBeUndefined();
  },
);

test("fingerprint() names a key as ssh-keygen -l does", () => {
  const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
  expect(fingerprint(key)).toBe("ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
});
