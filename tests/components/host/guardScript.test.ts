import { expect, test } from "vitest";
import { guardCommand } from "../../../components/host/guardScript";
import { scriptText } from "../../../components/host/hostCommand";

test("guardCommand() names the holder in its command and reads on after its script", () => {
  const { command, stdin } = guardCommand({
    address: "192.168.56.65",
    directory: "/root/conf",
    serverCommand: "redis-server",
    who: "root@operator, process 4711, since 2026-01-31T10:02:33Z",
  });
  expect(command).toBe(
    "env DIRECTORY=/root/conf ADDRESS=192.168.56.65 SERVER=redis-server " +
      "WHO='root@operator, process 4711, since 2026-01-31T10:02:33Z' sh -eu -s guard",
  );
  expect(stdin).toBe(scriptText(["instance.sh", "server.sh", "conf.sh", "guard.sh"], {}));
  expect(stdin.endsWith('\nmain "$@"\n')).toBe(true);
});
