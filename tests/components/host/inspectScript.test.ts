import { expect, test } from "vitest";
import { scriptText } from "../../../components/host/hostCommand";
import { inspectCommand } from "../../../components/host/inspectScript";
import { nodeScriptPath } from "../../../components/host/nodeScript";

test("inspectCommand() asks for all ports of a host at once", () => {
  expect(inspectCommand("/root/conf", [7000, 7001])).toEqual({
    command: `env DIRECTORY=/root/conf PORTS='7000 7001' SCRIPT=${nodeScriptPath("/root/conf")} sh -eu -s inspect`,
    stdin: scriptText(["lib/instance.sh", "inspect.sh"], {}),
  });
});
