import { expect, test } from "vitest";
import { type Claim, claimedHosts } from "../../../components/spec/claimSpec";

test("claimedHosts() are the hosts of a claim, without ports", () => {
  const ssh = { address: "10.0.0.1", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA" };
  const claim: Claim = { claim: "c0ffee", hosts: [ssh] };
  expect(claimedHosts(`${JSON.stringify(claim)}\n`)).toEqual([
    { address: "10.0.0.1", ports: [], domain: "10.0.0.1", ssh },
  ]);
});

test.each([
  ["of a former version, which names no hosts", '{"claim":"c0ffee"}'],
  ["that is empty, as before the first `up`", ""],
  ["that was cut off", '{"claim":"c0ffee","hosts":[{"addr'],
])("claimedHosts() are none for an output %s", (_, stdout) => {
  expect(claimedHosts(stdout)).toEqual([]);
});
