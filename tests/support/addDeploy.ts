import type { Lab } from "../../tools/lab/openLab";

const ADD_DEPLOY = `
echo 'deploy:x:4243:4243::/home/deploy:/bin/sh' >>/etc/passwd
echo 'deploy:x:4243:' >>/etc/group
echo 'deploy:*:20000:0:99999:7:::' >>/etc/shadow
mkdir -p /home/deploy
cp -R /root/.ssh /home/deploy/.ssh
chown -R 4243:4243 /home/deploy`;

/** Adds the user deploy to hosts: the home is /home/deploy, the login takes root's key. */
export async function addDeploy(lab: Lab, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const { exitCode, stderr } = await lab.exec(address, ["sh", "-euc", ADD_DEPLOY]);
    if (exitCode !== 0) throw new Error(`Cannot add a user on ${address}: ${stderr}`);
  }
}
