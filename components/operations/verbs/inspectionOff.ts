/** True with `REDIS_CLUSTER_INSPECT=off`, by which the bench measures what the inspection costs. */
export function isInspectionOff(environment: NodeJS.ProcessEnv): boolean {
  return environment["REDIS_CLUSTER_INSPECT"] === "off";
}

export const INSPECTION_OFF = "The inspection is switched off by REDIS_CLUSTER_INSPECT=off";
