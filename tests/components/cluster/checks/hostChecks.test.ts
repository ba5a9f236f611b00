import { expect, test } from "vitest";
import { describeHostChecks } from "../../../../components/cluster/checks/hostChecks";

test("describeHostChecks() has a line for each reason, with its hosts or nodes", () => {
  const failed = [
    { host: "10.1.0.12", node: "10.1.0.12:7001", text: "port 7001 is in use by nginx (pid 812)" },
    { host: "10.1.0.13", text: "redis-server is missing" },
    { host: "10.1.0.12", text: "redis-server is missing" },
    { host: "10.1.0.12", text: "redis-server is missing" },
  ];
  expect(describeHostChecks(failed, 3)).toBe(
    [
      "2 of 3 hosts cannot run these nodes. Nothing was changed.",
      "  10.1.0.12:7001  port 7001 is in use by nginx (pid 812)",
      "  10.1.0.13, 10.1.0.12  redis-server is missing",
    ].join("\n"),
  );
});

test.each([
  [4, "10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4"],
  [5, "10.0.0.1, 10.0.0.2, 10.0.0.3, ..."],
])("describeHostChecks() of %i hosts with one reason names at most four", (count, names) => {
  const failed = Array.from({ length: count }, (_, index) => ({
    host: `10.0.0.${index + 1}`,
    text: "redis-server is missing",
  }));
  expect(describeHostChecks(failed, count)).toBe(
    `${count} of ${count} hosts cannot run these nodes. Nothing was changed.\n  ${names}  redis-server is missing`,
  );
});

test("describeHostChecks() of a single host", () => {
  const failed = [{ host: "10.0.0.1", text: "redis-server is missing" }];
  expect(describeHostChecks(failed, 1).split("\n")[0]).toBe(
    "1 of 1 host cannot run these nodes. Nothing was changed.",
  );
});
