import { DECLARED_SETTINGS } from "../spec/temporarySettings";
import type { AnsweringNode } from "./observed";

export function freshNode(name: string): AnsweringNode {
  return {
    answers: true,
    id: name,
    runId: "",
    server: "redis",
    version: "",
    clusterState: "fail",
    slotsOk: 0,
    keys: 0,
    linkUp: true,
    recorded: false,
    settings: DECLARED_SETTINGS,
    views: [
      {
        id: name,
        name,
        flags: ["myself", "master"],
        role: "primary",
        primaryId: undefined,
        configEpoch: 0,
        connected: true,
        slots: [],
        openSlots: [],
      },
    ],
  };
}
