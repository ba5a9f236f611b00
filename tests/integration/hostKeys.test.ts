import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acceptHostKeys, replaceHostKey } from "../../components/text/cures/runCures";
import { knownHosts } from "../../tools/lab/knownHosts";
import { runToolOrThrow } from "../../tools/processes/runTool";
import { expectCure } from "../support/expectCure";
import { TestCluster } from "../support/testCluster";

const HOST = "192.168.56.65";

let cluster: TestCluster;
/** The path of a known_hosts file, and the line of it that is right. */
let file: string;
let line: string;
beforeAll(async () => {
  cluster = await TestCluster.open({
    name: "hostKeys",
    hosts: [{ address: HOST, ports: [7000, 7001, 7002] }],
    config: { replicas: 0 },
  });
  file = cluster.knownHostsPath;
  line = (await knownHosts(cluster.lab, [HOST])).split(" ").slice(0, 3).join(" ");
});
afterAll(() => cluster?.end());

describe("the keys of hosts", () => {
  test("an unknown one is refused with the command that accepts it, and nothing is done", async () => {
    rmSync(file);
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toContain(`The SSH host key of ${HOST} is not in ${file}\n`);
    expect(output).toContain(`echo '${line}' >>${file}\n`);
    const own = "/etc/ssh/ssh_host_ed25519_key.pub";
    expectCure(output, acceptHostKeys("it with the host's own", { files: own, them: "it" }));
    expect(await cluster.on(HOST, "ls -A /root")).toBe(".ssh\n");
  });

  test("the command that is printed accepts it", async () => {
    const { output } = await cluster.preview();
    const [, command = ""] = /^ *(echo '.*)$/m.exec(output) ?? [];
    await runToolOrThrow(["sh", "-c", command]);
    expect((await cluster.preview()).code).toBe(0);
    rmSync(file);
  });

  test("accept-new writes it down, and up forms the cluster", async () => {
    const ssh = { privateKeyPath: cluster.privateKeyPath, knownHosts: file };
    await cluster.configure({ ssh: { ...ssh, hostKeyChecking: "accept-new" } });
    const { code, output } = await cluster.up();
    expect(code, output).toBe(0);
    expect(output).toContain(
      `Added the new SSH host key of ${HOST} port 22 to ${file}: ssh-ed25519 `,
    );
    expect(readFileSync(file, "utf8")).toBe(`${line}\n`);
  });

  test("from a file that has it in another form there is nothing to do", async () => {
    await cluster.configure({});
    writeFileSync(file, `${HOST},redis-a ${line.slice(HOST.length + 1)} root@redis-a\n`);
    const { output } = await cluster.preview();
    expect(output).toContain("13 unchanged");
  });

  test("another one is refused before anything is sent to it", async () => {
    await cluster.lab.crash(HOST);
    await cluster.lab.start(HOST);
    const own = "/etc/ssh/ssh_host_ed25519_key";
    await cluster.on(HOST, `rm ${own} && ssh-keygen -q -t ed25519 -N '' -f ${own}`);
    await cluster.lab.crash(HOST);
    await cluster.lab.start(HOST);
    const { code, output } = await cluster.up();
    expect(code).not.toBe(0);
    expect(output).toContain(
      `The SSH host key of root@${HOST} port 22 is not the known one. This may be a man-in-the-middle attack.\n`,
    );
  });

  test("accepted it is the one from then on: the servers start again, and destroy reaches them", async () => {
    const { output } = await cluster.preview();
    const [, presented = ""] = /^ *(\S+ ssh-ed25519 \S+)$/m.exec(output) ?? [];
    expectCure(output, replaceHostKey(presented));
    writeFileSync(file, `${presented}\n`);
    const up = await cluster.up();
    expect(up.code, up.output).toBe(0);
    const destroy = await cluster.destroy();
    expect(destroy.code, destroy.output).toBe(0);
  });
});
