import { expect, test } from "vitest";
import { handScript } from "../../../tools/bench/byHand";

test("handScript() writes each server's configuration and starts it", () => {
  const script = handScript({ address: "192.168.56.65", ports: [7000, 7001] });
  expect(script.match(/^for port in .*$/gm)).toEqual([
    "for port in 7000 7001; do",
    "for port in 7000 7001; do",
  ]);
  expect(script).toContain(
    [
      "port $port",
      "bind 192.168.56.65",
      "daemonize yes",
      "pidfile $port.pid",
      "cluster-enabled yes",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
      "cluster-config-file ${port}_node.conf",
      "cluster-node-timeout 15000",
      "appendonly yes",
    ].join("\n"),
  );
});
