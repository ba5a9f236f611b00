import { expect, test } from "vitest";
import {
  hostKeyAlgorithms,
  onlyHostKey,
} from "../../../../../components/operations/ssh/trust/onlyHostKey";

test("onlyHostKey() accepts this key only, asks for its type and reports what is presented", () => {
  const presented: string[] = [];
  const { algorithms, hostVerifier } = onlyHostKey("ssh-rsa AAEC", (key) =>
    presented.push(key.toString("base64")),
  );
  expect(algorithms).toEqual({ serverHostKey: ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] });
  // ssh2 declares the argument as a text and a buffer at once.
  const verify = hostVerifier ?? (() => undefined);
  const answers = [Buffer.from([0, 1, 2]), Buffer.from([0, 1])].map((key) =>
    Reflect.apply(verify, undefined, [key]),
  );
  expect(answers).toEqual([true, false]);
  expect(presented).toEqual(["AAEC", "AAE="]);
});

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
