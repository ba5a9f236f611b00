import { TEST_SERVERS, type TestServer } from "./testServers";

/** The servers that this run has: those that every run has, or with TEST_SERVERS=all each one. */
export function chosenServers(environment = process.env): readonly TestServer[] {
  const hasAll = environment["TEST_SERVERS"] === "all";
  return TEST_SERVERS.filter(({ always }) => always || hasAll);
}
