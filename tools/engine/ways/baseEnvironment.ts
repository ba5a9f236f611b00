/** What every CLI needs: the project's own Pulumi home, and no look for a newer release. */
export function baseEnvironment(home: string): Record<string, string> {
  return { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
}
