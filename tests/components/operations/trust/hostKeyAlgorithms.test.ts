import { expect, test } from "vitest";
import { hostKeyAlgorithms } from "../../../../components/operations/trust/hostKeyAlgorithms";

test.each([
  [
    ["ssh-rsa", "ssh-ed25519"],
    ["ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
  ],
  [
    ["ssh-ed25519", "ecdsa-sha2-nistp256"],
    ["ecdsa-sha2-nistp256", "ssh-ed25519"],
  ],
  [["ssh-dss"], []],
])("hostKeyAlgorithms() asks for %j by %j", (types, algorithms) => {
  expect(hostKeyAlgorithms(types)).toEqual(algorithms);
});
