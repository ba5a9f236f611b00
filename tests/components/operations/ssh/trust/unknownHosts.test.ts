import { expect, test } from "vitest";
import { describeUnknownHosts } from "../../../../../components/operations/ssh/trust/unknownHosts";

const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
const PRINT = "ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU";
const RSA = "ssh-rsa AAEC";
const RSA_PRINT = "ssh-rsa SHA256:rksygOVuL6+D9BSm49q+nV++GJdlRMBf7RIazLhbU/w";

function hostAt(address: string, port = 22) {
  return { target: { address, port, user: "root" }, key: ED25519 };
}

test("describeUnknownHosts() shows one host, its fingerprint and the command that accepts it", () => {
  expect(describeUnknownHosts([hostAt("10.1.0.12")], "/root/.ssh/known_hosts")).toBe(
    [
      "The SSH host key of 10.1.0.12 is not in /root/.ssh/known_hosts",
      `  10.1.0.12  ${PRINT}`,
      "  Compare it with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub). To accept it:",
      `    echo '10.1.0.12 ${ED25519}' >>/root/.ssh/known_hosts`,
    ].join("\n"),
  );
});

test("describeUnknownHosts() lists several hosts, with the files of all their types", () => {
  const unknown = [hostAt("10.1.0.12", 2222), { ...hostAt("10.1.0.13"), key: RSA }];
  const text = describeUnknownHosts(unknown, "/home/a b/known_hosts");
  expect(text).toBe(
    [
      "The SSH host keys of 2 hosts are not in /home/a b/known_hosts",
      `  10.1.0.12 port 2222  ${PRINT}`,
      `  10.1.0.13            ${RSA_PRINT}`,
      "  Compare each with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub or " +
        "/etc/ssh/ssh_host_rsa_key.pub). To accept them:",
      `    echo '[10.1.0.12]:2222 ${ED25519}' >>'/home/a b/known_hosts'`,
      `    echo '10.1.0.13 ${RSA}' >>'/home/a b/known_hosts'`,
    ].join("\n"),
  );
});

test("describeUnknownHosts() shows the first 12 of many hosts, in less than a screen", () => {
  const unknown = Array.from({ length: 100 }, (_, index) => hostAt(`10.1.0.${index + 1}`));
  const lines = describeUnknownHosts(unknown, "known_hosts").split("\n");
  expect(lines[0]).toBe("The SSH host keys of 100 hosts are not in known_hosts");
  expect(lines[13]).toBe("  and 88 more");
  expect(lines).toHaveLength(27);
});
