import { describe, expect, test } from "vitest";
import { ClusterBootstrap } from "../../components/clusterBootstrap";
import { ClusterClaim } from "../../components/clusterClaim";
import { ClusterVerification } from "../../components/clusterVerification";
import { CLAIM_PRINTS, CLUSTER_ARGS, INTERPRETER, REPORT, RUN_SPEC } from "../support/clusterArgs";
import { recordResources } from "../support/recordResources";

const RESULT = {
  path: [{ node: "192.168.56.65:7002", command: "SET a b", reply: "OK" }],
  primaries: 3,
};
const PRINTED = {
  claim: CLAIM_PRINTS,
  "-converge": JSON.stringify(REPORT),
  "-verify": JSON.stringify(RESULT),
};

function made(problem?: string) {
  return recordResources(() => {
    const args = { ...CLUSTER_ARGS, ...(problem === undefined ? {} : { problem }) };
    const claim = new ClusterClaim("claim", CLUSTER_ARGS);
    const bootstrap = new ClusterBootstrap("cluster", { ...args, nodes: [], claim });
    const { result } = new ClusterVerification("proof", { ...args, bootstrap });
    return { result };
  }, PRINTED);
}

describe("ClusterVerification", () => {
  test("is one command, without a delete, that comes after the bootstrap and runs whenever that ran", async () => {
    const { resources, outputs } = await made();
    const [, , , component, verify] = resources;
    expect(resources).toHaveLength(5);
    expect(component).toEqual({
      type: "redis:index:ClusterVerification",
      name: "proof",
      parent: "",
      inputs: {},
      secrets: [],
      dependsOn: [],
      ignoreChanges: [],
    });
    const { stdin, ...inputs } = verify?.inputs ?? {};
    expect({ ...verify, inputs }).toEqual({
      type: "command:local:Command",
      name: "proof-verify",
      parent: "proof",
      inputs: {
        interpreter: INTERPRETER,
        create: "verify",
        logging: "none",
        addPreviousOutputInEnv: false,
      },
      secrets: ["stdin"],
      dependsOn: ["cluster"],
      ignoreChanges: ["environment"],
    });
    expect(JSON.parse(String(stdin))).toEqual({ ...RUN_SPEC, after: REPORT });
    expect(outputs).toEqual({ result: RESULT });
  });

  test("runs again when something was found", async () => {
    const { resources } = await made("a problem");
    expect(resources[4]?.inputs["environment"]).toEqual({ PROBLEM: "a problem" });
    expect(resources[4]?.ignoreChanges).toEqual([]);
  });
});
