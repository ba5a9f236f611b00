import { runTool } from "../processes/runTool";
import { parseRouteGet } from "./network/parseRouteGet";

/**
 * Makes sure that what is sent to the hosts goes to the lab's own link, before anything is sent.
 *
 * @throws Error that names the addresses that would go elsewhere.
 */
export async function verifyRoutes(hosts: readonly string[], link: string): Promise<void> {
  const input = hosts.map((host) => `route get ${host}\n`).join("");
  const { stdout, stderr } = await runTool(["ip", "-4", "-batch", "-"], { input });
  const links = parseRouteGet(stdout);
  const astray = hosts.filter((host) => links.get(host) !== link);
  if (astray.length === 0) return;
  const states = astray.map((host) => `${host} goes to ${links.get(host) ?? "nowhere"}`);
  throw new Error(
    `Cannot send anything to the lab as its addresses must go to ${JSON.stringify(link)}: ` +
      `${states.join(", ")} ${stderr}`.trim(),
  );
}
